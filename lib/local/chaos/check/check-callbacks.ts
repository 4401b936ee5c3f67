import type { Receipt } from '../receiver.ts';
import type { RecordSeen, TaskEvidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import type { SignatureCheck } from './signatures.ts';

/** The parts of an event that are checked. */
export interface Event {
  readonly type: string;
  readonly data: {
    readonly taskId: string;
    readonly status: string;
    readonly metadata: Readonly<Record<string, string>>;
    readonly video: { readonly sha256: string; readonly bytes: number } | null;
    readonly error: { readonly code: string } | null;
  };
}

/** A received callback with its event. */
interface ParsedReceipt extends Receipt {
  readonly event: Event;
}

export const processing = 'video.processing';

/** What a run registers with each task, and must find in each of its events. */
export const metadataOf = (taskNumber: number): Record<string, string> => ({ number: String(taskNumber) });

/** The receiver took it (2xx in time, or 410), even if the product could not know. */
const taken = ({ behaviour }: Receipt): boolean => behaviour === 'accepts' || behaviour === 'is gone';

/** At least one callback, of the right type, verified, of one event id, and none that must not come. */
export const callbackFindings = (evidence: TaskEvidence, signatures: SignatureCheck): readonly Finding[] => {
  const { history, record, receipts } = evidence;
  const findings: Finding[] = [];
  const found = (kind: Finding['kind'], what: string) => findings.push({ kind, about: history.taskId, what });

  const callbacks = receipts.flatMap((receipt): ParsedReceipt[] => {
    const problem = signatures(receipt.headers, receipt.body);
    if (problem !== undefined) found('wrong', `got a callback that ${problem}`);
    const event = parsed(receipt.body);
    if (!event) found('wrong', 'got a callback that is no event');
    return event ? [{ ...receipt, event }] : [];
  });
  const final = callbacks.filter(({ event }) => event.type !== processing);
  const early = callbacks.filter(({ event }) => event.type === processing);

  const ends = endsOf(final);
  const endsExpected = history.retriedAfter === undefined ? 1 : 2;
  if (ends.length > endsExpected) found('wrong', `got one event under ${ends.length} ids`);
  if (endsOf(early).length > 1) found('wrong', `got one early event under ${endsOf(early).length} ids`);
  if (early.length > 0 && !history.planned.wantsProcessing) found('wrong', `got ${processing}, unasked`);
  if (!record) return findings;

  // Before the retry: as the owner saw it end.
  const before = ends.length === endsExpected ? (ends.slice(0, -1)[0] ?? []) : [];
  for (const { event } of before) {
    const { status, error } = event.data;
    if (error?.code !== history.retriedAfter)
      found('wrong', `was retried, and ended first as ${status}, ${error?.code}`);
  }
  for (const callback of final.filter((one) => !before.includes(one))) {
    const problem = mismatch(callback.event, evidence, record);
    if (problem !== undefined) found('wrong', `got a callback whose ${problem}`);
  }
  if (record.status === 'stopped') {
    if (final.length > 0) found('wrong', 'was stopped, and got a final callback all the same');
    return findings;
  }
  const { all, due } = endDeliveries(evidence);
  const endsDue = endsExpected - (all.length - due.length);
  const firstTaken = ends.map((callbacks) => callbacks.find(taken)).slice(-endsDue);
  const first = firstTaken[0];
  if (ends.length < endsDue || firstTaken.includes(undefined)) {
    found('lost', `is ${record.status}, and no callback was taken in ${final.length}`);
  } else if (endsExpected === 1 && first && early.some(({ at }) => at > first.at)) {
    found('wrong', `got ${processing} after its end`);
  }
  return [...findings, ...deliveryFindings(evidence, firstTaken, endsExpected)];
};

/** The deliveries of a task's ends, and those that had to arrive: a retry withdraws what was still to be sent of the end before. */
export const endDeliveries = ({ history, deliveries }: TaskEvidence, destination?: 'bus') => {
  const all = deliveries
    .filter((one) => one.destination === destination && one.event !== processing)
    .sort((one, other) => one.number - other.number);
  const [first, ...others] = all;
  const isWithdrawn = history.retriedAfter !== undefined && others.length > 0 && first?.state === 'withdrawn';
  return { all, due: isWithdrawn ? others : all };
};

/** The callbacks of each event, in the order in which the events came first. */
const endsOf = (callbacks: readonly ParsedReceipt[]): readonly (readonly ParsedReceipt[])[] => [
  ...Map.groupBy(callbacks, ({ headers }) => headers['webhook-id']).values(),
];

/** Compares the product's delivery records with what the receiver got of each end. */
const deliveryFindings = (
  evidence: TaskEvidence,
  firstTaken: readonly (Receipt | undefined)[],
  expected: number,
): Finding[] => {
  const { history, deliveries } = evidence;
  const { all, due } = endDeliveries(evidence);
  const pending = deliveries.filter(({ destination, state }) => destination !== 'bus' && state === 'pending');
  const rightOf = (end: number) => (firstTaken[end]?.behaviour === 'is gone' ? 'gone' : 'delivered');
  const problems = [
    ...(all.length === expected ? [] : [`has ${all.length} deliveries of its final event`]),
    ...pending.map(({ number }) => `has delivery ${number} pending`),
    ...due.flatMap(({ state }, end) =>
      state === rightOf(end) ? [] : [`says ${state}, but the delivery was ${rightOf(end)}`],
    ),
  ];
  return problems.map((what) => ({ kind: 'wrong', about: history.taskId, what }));
};

/** What an event of the last end says that the record and the file do not. */
export const mismatch = (
  { type, data }: Event,
  { history, file }: TaskEvidence,
  record: RecordSeen,
): string | undefined => {
  if (type !== `video.${record.status}`) return `type is ${type}, but the record says ${record.status}`;
  if (data.taskId !== history.taskId) return `task is ${data.taskId}`;
  if (data.status !== record.status) return `status is ${data.status}`;
  if (data.error?.code !== record.error?.code) return `error is ${data.error?.code}`;
  if (data.video?.sha256 !== file?.sha256 || data.video?.bytes !== file?.bytes) return 'video is another';
  const metadata = JSON.stringify(data.metadata);
  return metadata === JSON.stringify(metadataOf(history.planned.number))
    ? undefined
    : `metadata is ${metadata}`;
};

const parsed = (body: string): Event | undefined => {
  try {
    const event = JSON.parse(body) as Event;
    return typeof event.data === 'object' ? event : undefined;
  } catch {
    return undefined;
  }
};

/** How often an event was taken beyond the first time, over all tasks: what at-least-once costs. */
export const duplicates = (tasks: readonly TaskEvidence[]): number =>
  tasks.reduce((sum, { receipts }) => {
    const accepted = receipts.filter(({ behaviour }) => behaviour === 'accepts' || behaviour === 'is late');
    return sum + accepted.length - new Set(accepted.map(({ headers }) => headers['webhook-id'])).size;
  }, 0);
