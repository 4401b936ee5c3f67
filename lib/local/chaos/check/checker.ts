import { firstProvider } from '../../../../lambdas/contract/provider-definition.ts';
import { type AllowedOutcome, allowedOutcomes } from './allowed-outcomes.ts';
import { busFindings, busOnlyFindings } from './check-bus.ts';
import { callbackFindings } from './check-callbacks.ts';
import type { Evidence, Leftovers, TaskEvidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import type { SignatureCheck } from './signatures.ts';

export interface CheckSettings {
  readonly signatures: SignatureCheck;
  /** See `rightEnds`; milliseconds. */
  readonly window: number;
}

/** Compares what the product made of every task with what really happened. Nothing found: nothing was lost. */
export const check = ({ tasks, left }: Evidence, settings: CheckSettings): readonly Finding[] => [
  ...tasks.flatMap((task) => [
    ...recordFindings(task, settings.window),
    ...failureFindings(task),
    ...fileFindings(task),
    ...(task.history.planned.busOnly ? busOnlyFindings(task) : callbackFindings(task, settings.signatures)),
    ...busFindings(task),
  ]),
  ...leftoverFindings(left),
];

const recordFindings = ({ history, record }: TaskEvidence, window: number): Finding[] => {
  const lost = (what: string): Finding[] => [{ kind: 'lost', about: history.taskId, what }];
  if (history.registeredAt === undefined) return lost('could not be registered');
  if (!record) return lost('was registered, and has no record');
  if (['queued', 'processing', 'archiving'].includes(record.status)) {
    return lost(`has not ended: ${record.status}, ${record.queries ?? 0} polls`);
  }
  const right = allowedOutcomes(history, window);
  const seen: AllowedOutcome = { status: record.status, errorCode: record.error?.code } as AllowedOutcome;
  if (right.some((end) => end.status === seen.status && end.errorCode === seen.errorCode)) return [];
  const said = record.error?.message === undefined ? '' : `: ${record.error.message}`;
  const what = `(${history.planned.scenario}) ended as ${words(seen)}, not as ${right.map(words).join(' or ')}${said}`;
  return [{ kind: 'wrong', about: history.taskId, what }];
};

/** The reason and the code that the product made of the provider's words. */
const failureFindings = ({ history, record }: TaskEvidence): Finding[] => {
  const { rightFailure } = history.planned;
  const { error } = record ?? {};
  const speaksAsGiven = history.planned.provider === firstProvider;
  if (!rightFailure || !speaksAsGiven || error?.code !== 'provider_failed') return [];
  const { reason = 'unknown', providerCode } = error;
  // A failure of plain words may come with a code that another misbehaviour puts beside them.
  const right = rightFailure.providerCode ?? providerCode;
  if (reason === rightFailure.reason && providerCode === right) return [];
  const what = `gives the reason ${reason} (${providerCode}), not ${rightFailure.reason} (${right})`;
  return [{ kind: 'wrong', about: history.taskId, what }];
};

const words = ({ status, errorCode }: AllowedOutcome): string =>
  errorCode === undefined ? status : `${status} (${errorCode})`;

const fileFindings = ({ history, record, file }: TaskEvidence): Finding[] => {
  const finding = (kind: Finding['kind'], what: string): Finding[] => [{ kind, about: history.taskId, what }];
  if (record?.status !== 'completed') {
    // The owner may stop a task just when its file has come.
    return file && record?.status !== 'stopped'
      ? finding('wrong', `is ${record?.status}, and has a file`)
      : [];
  }
  const groundTruth = history.groundTruth?.video;
  if (!file) return finding('lost', 'is completed, and has no file');
  if (!groundTruth?.sha256s.includes(file.sha256) || file.bytes !== groundTruth.bytes) {
    return finding(
      'wrong',
      `has a file that is not the provider’s: ${file.bytes} of ${groundTruth?.bytes} bytes`,
    );
  }
  const { video } = record;
  if (video?.sha256 === file.sha256 && video.bytes === file.bytes && video.key === file.key) return [];
  return finding('wrong', 'has a record that describes another file than is there');
};

const leftoverFindings = ({ leases, keys, executions, uploads, strays }: Leftovers): Finding[] =>
  Object.entries({
    'has an open lease': leases,
    'was sent a key that is not for it': keys,
    'is an execution that still runs': executions,
    'is a multipart upload that nobody ended': uploads,
    'belongs to nothing': strays,
  }).flatMap(([what, all]) => all.map((about): Finding => ({ kind: 'wrong', about, what })));
