import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { TaskHistory } from '../../../../lib/local/chaos/check/allowed-outcomes.ts';
import { metadataOf } from '../../../../lib/local/chaos/check/check-callbacks.ts';
import type { TaskEvidence } from '../../../../lib/local/chaos/check/evidence.ts';
import type { PlannedTask } from '../../../../lib/local/chaos/planned-task.ts';
import type { Receipt } from '../../../../lib/local/chaos/receiver.ts';
import type { GroundTruth } from '../../../../lib/local/provider/ground-truth.ts';
import { ordinaryScript } from '../../../../lib/local/provider/task-script.ts';

export const startOfRun = Date.UTC(2026, 0, 5, 12);
const minute = 60_000;
export const sha256 = 'a'.repeat(64);

const secret = Buffer.alloc(32, 7);
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const rawPublicKey = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
export const keys = {
  symmetric: `whsec_${secret.toString('base64')}`,
  public: `whpk_${rawPublicKey.toString('base64')}`,
};

export const aTruth = (groundTruth: Partial<GroundTruth> = {}): GroundTruth => ({
  taskId: 'task',
  model: 'seedance_1_5_pro_720p',
  script: ordinaryScript,
  createdAt: startOfRun,
  endsAt: startOfRun + 3 * minute,
  deletedAt: startOfRun + 24 * 60 * minute,
  polls: [],
  videoRequests: [],
  rightOutcome: { status: 'completed' },
  video: { bytes: 1000, sha256s: [sha256] },
  ...groundTruth,
});

const aPart: PlannedTask = {
  number: 0,
  scenario: 'completed',
  provider: 'seedance',
  script: {},
  serviceTier: 'default',
  ownerAction: 'waits',
  wantsProcessing: true,
  busOnly: false,
  registeredAfterSeconds: 0,
  allDay: false,
};

export const aLife = (history: Partial<TaskHistory> = {}): TaskHistory => ({
  planned: aPart,
  taskId: 'task',
  triedAt: startOfRun,
  registeredAt: startOfRun + 100,
  groundTruth: aTruth(),
  ...history,
});

/** A callback as the product sends it; `change` is laid over the event's data. */
export const aReceipt = (type: string, change: object = {}, receipt: Partial<Receipt> = {}): Receipt => {
  const status = type.replace('video.', '');
  const video = status === 'completed' ? { sha256, bytes: 1000 } : null;
  const data = { taskId: 'task', status, metadata: metadataOf(0), video, error: null, ...change };
  const body = JSON.stringify({ type, data });
  const id = `msg_${type}`;
  const signed = Buffer.from(`${id}.1767614400.${body}`);
  const signatures = [
    `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`,
    `v1a,${sign(null, signed, privateKey).toString('base64')}`,
  ];
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': '1767614400',
    'webhook-signature': signatures.join(' '),
  };
  const at = startOfRun + (status === 'processing' ? 1 : 5) * minute;
  return { taskId: 'task', at, headers, body, behaviour: 'accepts', ...receipt };
};

const delivery = { restart: 0, attempts: 1, state: 'delivered' };

/** A task that went as it must. */
export const aRightTask = (evidence: Partial<TaskEvidence> = {}): TaskEvidence => ({
  history: aLife(),
  record: { status: 'completed', video: { key: 'key', bytes: 1000, sha256 }, restart: 0, queries: 4 },
  deliveries: [
    { ...delivery, number: 1, event: 'video.processing' },
    { ...delivery, number: 2, event: 'video.completed' },
  ],
  receipts: [aReceipt('video.processing'), aReceipt('video.completed')],
  file: { key: 'key', bytes: 1000, sha256 },
  ...evidence,
});
