import { setTimeout as sleep } from 'node:timers/promises';
import type { CopyResult, Unarchived } from '../../../domain/archive/video-archive.ts';
import { CopyFault, type FaultKind, hindranceOf } from './copy-fault.ts';
import type { CopyJob } from './copy-job.ts';
import { type CopyConstraints, startCopy } from './copy-start.ts';
import { CopyStop } from './copy-stop.ts';
import type { CheckedFile } from './file-check.ts';
import type { Leftover } from './multipart-copy.ts';

/** Times that a copy starts over within one turn because the source changed or S3 broke it off. */
const maxStarts = 3;

/** What the next start has to keep to after a fault that allows another start; nothing after any other. */
const constraintsAfter = (kind: FaultKind, before: CopyConstraints): CopyConstraints | undefined => {
  switch (kind) {
    case 'changed':
      return { ...before, oneConnection: true };
    case 'slow':
      return { ...before, severalConnections: true };
    case 'store':
      // S3 may have carried out what it seemed to refuse.
      return { ...before, mayBeThere: true, inParts: true };
    default:
      return undefined;
  }
};

const hindered = (fault: CopyFault, left: Leftover): Unarchived => {
  const partial = left.partial ?? left.unaborted;
  return {
    kind: hindranceOf(fault.kind),
    reason: fault.message,
    bytesUp: left.bytesUp,
    ...(partial && { partial }),
    ...(fault.kept && { kept: fault.kept }),
    ...(fault.retryAfterSeconds !== undefined && { retryAfterSeconds: fault.retryAfterSeconds }),
  };
};

type TurnResult =
  | { readonly kind: 'archived'; readonly file: CheckedFile }
  | Exclude<CopyResult, { readonly kind: 'archived' }>;

/** One turn of copying one file: from the beginning, or on from the parts that are in the bucket. */
export const runCopyTurn = async (job: CopyJob): Promise<TurnResult> => {
  const { order, over, settings } = job;
  let constraints: CopyConstraints = {
    mayBeThere: order.mayBeThere,
    inParts: order.inParts,
    severalConnections: false,
    oneConnection: false,
  };
  let left: Leftover = { bytesUp: 0, ...(order.partial && { partial: order.partial }) };
  for (let starts = 1; ; starts++) {
    const stop = new CopyStop();
    const onOver = () => stop.abort(new CopyFault('unfinished', 'The time ran out'));
    over.addEventListener('abort', onOver, { once: true });
    if (over.aborted) onOver();
    const outcome = await startCopy(job, constraints, left, stop);
    over.removeEventListener('abort', onOver);
    if (outcome.kind === 'archived') return outcome;
    const { fault } = outcome;
    if (fault.kind === 'withdrawn') return { kind: 'withdrawn' };
    const next = constraintsAfter(fault.kind, constraints);
    if (starts === maxStarts || !next) return hindered(fault, outcome.left);
    constraints = next;
    left = outcome.left;
    await sleep(settings.reader.reconnectMillis * starts);
  }
};
