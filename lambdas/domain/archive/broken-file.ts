import type { Task } from '../task/task.ts';
import type { Millis } from '../task/time.ts';
import type { CopyAttempt, CopyAttemptDeps } from './archive-attempt.ts';
import type { KeptFile } from './video-archive.ts';
import { keptKey } from './video-key.ts';

/**
 * Has what there is of a broken file stored, once the copying is given up. A copy that was refused as it went by has left
 * nothing in the bucket, so it is fetched once more; it may then turn out to be whole.
 */
export const keepBroken = async (
  { archive, clock, maxVideoBytes }: CopyAttemptDeps,
  { result, link }: CopyAttempt,
  { provider }: Pick<Task, 'provider'>,
  key: string,
  endsAt: Millis,
): Promise<KeptFile | undefined> => {
  if (result.kind !== 'broken' || link === undefined) return undefined;
  if (result.kept) return { file: result.kept, whole: false };
  const budgetMillis = endsAt - clock.now();
  const from = { link, ...(provider !== undefined && { provider }) };
  return archive.keep({ ...from, key: keptKey(key), maxBytes: maxVideoBytes, budgetMillis });
};
