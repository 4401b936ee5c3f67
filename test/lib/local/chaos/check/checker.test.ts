import { describe, expect, it } from 'vitest';
import { duplicates } from '../../../../../lib/local/chaos/check/check-callbacks.ts';
import { check } from '../../../../../lib/local/chaos/check/checker.ts';
import type { Leftovers, TaskEvidence } from '../../../../../lib/local/chaos/check/evidence.ts';
import { signatureCheck } from '../../../../../lib/local/chaos/check/signatures.ts';
import { aLife, aReceipt, aRightTask, aTruth, keys, startOfRun } from '../samples.ts';

const nothing: Leftovers = { leases: [], keys: [], executions: [], uploads: [], lostUploads: 0, strays: [] };
const settings = { signatures: signatureCheck(keys), window: 3_600_000 };
const findings = (task: Partial<TaskEvidence>, left: Partial<Leftovers> = {}): string[] =>
  check({ tasks: [aRightTask(task)], left: { ...nothing, ...left } }, settings).map(
    ({ kind, what }) => `${kind}: ${what}`,
  );

const record = aRightTask().record;
const file = aRightTask().file;
if (!record || !file) throw new Error('A right task has both');
const other = 'b'.repeat(64);
const early = aReceipt('video.processing');
const final = aReceipt('video.completed');

describe('the checker', () => {
  it('finds nothing if everything is right', () => {
    expect(findings({})).toEqual([]);
  });

  it.each<[string, Partial<TaskEvidence>, string]>([
    [
      'was never registered',
      { history: aLife({ registeredAt: undefined }) },
      'lost: could not be registered',
    ],
    ['has no record', { record: undefined }, 'lost: was registered, and has no record'],
    [
      'is still open',
      { record: { ...record, status: 'processing' } },
      'lost: has not ended: processing, 4 polls',
    ],
    [
      'ended in another way',
      { history: aLife({ groundTruth: aTruth({ rightOutcome: { status: 'cancelled', errorCode: 'x' } }) }) },
      'wrong: (completed) ended as completed, not as cancelled (x)',
    ],
    ['has no file', { file: undefined }, 'lost: is completed, and has no file'],
    [
      'has a file with a flipped bit',
      { file: { ...file, sha256: other } },
      'wrong: has a file that is not the provider’s: 1000 of 1000 bytes',
    ],
    [
      'has a shorter file',
      { file: { ...file, bytes: 999 } },
      'wrong: has a file that is not the provider’s: 999 of 1000 bytes',
    ],
    [
      'has a record of another file',
      { record: { ...record, video: { key: 'key', bytes: 1000, sha256: other } } },
      'wrong: has a record that describes another file than is there',
    ],
    ['was not called', { receipts: [early] }, 'lost: is completed, and no callback was taken in 0'],
    [
      'has no callback that was taken',
      { receipts: [{ ...final, behaviour: 'fails' }] },
      'lost: is completed, and no callback was taken in 1',
    ],
    [
      'got a callback of another type too',
      { receipts: [final, aReceipt('video.failed', {}, { headers: final.headers })] },
      'wrong: got a callback whose type is video.failed, but the record says completed',
    ],
    [
      'got a callback about another task',
      { receipts: [aReceipt('video.completed', { taskId: 'other' })] },
      'wrong: got a callback whose task is other',
    ],
    [
      'got a callback with another file',
      { receipts: [aReceipt('video.completed', { video: { sha256: other, bytes: 1000 } })] },
      'wrong: got a callback whose video is another',
    ],
    [
      'got a callback without its metadata',
      { receipts: [aReceipt('video.completed', { metadata: {} })] },
      'wrong: got a callback whose metadata is {}',
    ],
    [
      'got a forged callback',
      { receipts: [final, { ...final, body: `${final.body} ` }] },
      'wrong: got a callback that has no valid v1 signature',
    ],
    [
      'got a callback without v1a',
      {
        receipts: [
          final,
          {
            ...final,
            headers: {
              ...final.headers,
              'webhook-signature': String(final.headers['webhook-signature']).split(' ')[0],
            },
          },
        ],
      },
      'wrong: got a callback that has no valid v1a signature',
    ],
    [
      'got video.processing after its end',
      { receipts: [final, { ...early, at: final.at + 1 }] },
      'wrong: got video.processing after its end',
    ],
    [
      'got video.processing without requesting it',
      { history: aLife({ planned: { ...aLife().planned, wantsProcessing: false } }) },
      'wrong: got video.processing, unasked',
    ],
    [
      'has a delivery pending',
      { deliveries: [{ number: 1, event: 'video.completed', state: 'pending', restart: 0, attempts: 1 }] },
      'wrong: has delivery 1 pending',
    ],
    ['has no delivery', { deliveries: [] }, 'wrong: has 0 deliveries of its final event'],
  ])('finds a task that %s', (_, task, finding) => {
    expect(findings(task)).toContain(finding);
  });

  it('finds an event sent under two ids', () => {
    const again = signedAs('msg_other');
    expect(findings({ receipts: [final, again] })).toContain('wrong: got one event under 2 ids');
  });

  it('accepts a repeated callback, and counts it', () => {
    const task = aRightTask({ receipts: [early, final, final, { ...final, behaviour: 'is late' }] });
    expect(check({ tasks: [task], left: nothing }, settings)).toEqual([]);
    expect(duplicates([task])).toBe(2);
  });

  it('expects no final callback for a stopped task', () => {
    const history = aLife({ stop: { triedAt: startOfRun, status: 202 } });
    const stopped = { history, record: { ...record, status: 'stopped', video: undefined }, deliveries: [] };
    expect(findings({ ...stopped, receipts: [early], file: undefined })).toEqual([]);
    expect(findings({ ...stopped, receipts: [final] })).toContain(
      'wrong: was stopped, and got a final callback all the same',
    );
  });

  it('finds every kind of leftover', () => {
    const left = { leases: ['a'], keys: ['e'], executions: ['b'], uploads: ['c'], strays: ['d'] };
    expect(findings({}, left)).toEqual([
      'wrong: has an open lease',
      'wrong: was sent a key that is not for it',
      'wrong: is an execution that still runs',
      'wrong: is a multipart upload that nobody ended',
      'wrong: belongs to nothing',
    ]);
  });
});

const signedAs = (id: string) => ({ ...final, headers: { ...final.headers, 'webhook-id': id } });
