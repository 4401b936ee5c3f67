import { plainText } from '../provider/payload.ts';
import type { ArchiveProgress } from '../task/task.ts';
import type { Setback } from './archive-schedule.ts';
import type { Unarchived } from './video-archive.ts';

/** Characters of a failure that the record keeps. */
const maxReasonLength = 300;

/** A setback, with what the next turn goes on from. */
export type TurnSetback = Setback &
  Pick<ArchiveProgress, 'partial' | 'inParts'> & { readonly bytesUp: number };

/** What a failed copy means, given what was in the bucket before the turn. */
export const setbackOf = (result: Unarchived | Gone, before: ArchiveProgress): TurnSetback => {
  const gotOn = result.bytesUp > (before.bytesUp ?? 0);
  const common: TurnSetback = {
    reason: result.reason,
    bytesUp: result.bytesUp,
    gotOn,
    refused: false,
    broken: false,
    hopeless: false,
    code: 'archive_failed',
    ...(result.partial && { partial: result.partial }),
    ...(result.retryAfterSeconds !== undefined && { retryAfterSeconds: result.retryAfterSeconds }),
  };
  switch (result.kind) {
    case 'unfinished':
      return { ...common, gotOn: gotOn || !before.inParts, inParts: true };
    case 'interrupted':
    case 'stale_link':
      return common;
    case 'not_a_video':
      return { ...common, refused: true, code: 'not_a_video' };
    case 'broken':
      return { ...common, broken: true };
    case 'forbidden_link':
      return { ...common, refused: true };
    case 'too_large':
    case 'gone':
      return { ...common, hopeless: true };
  }
};

/** The link is dead, and the provider has none any more. */
export type Gone = Omit<Unarchived, 'kind'> & { readonly kind: 'gone' };

export const afterSetback = (progress: ArchiveProgress, setback: TurnSetback): ArchiveProgress => {
  const { partial: _, ...rest } = progress;
  return {
    ...rest,
    failures: setback.gotOn ? 0 : progress.failures + 1,
    refusals: progress.refusals + (setback.refused ? 1 : 0),
    ...(setback.broken && { brokenFiles: (progress.brokenFiles ?? 0) + 1 }),
    bytesUp: setback.bytesUp,
    lastFailure: plainText(setback.reason, maxReasonLength),
    ...(setback.inParts && { inParts: true }),
    ...(setback.partial && { partial: setback.partial }),
  };
};
