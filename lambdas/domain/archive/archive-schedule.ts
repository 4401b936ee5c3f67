import { maxArchiveTurns } from '../../contract/limits.ts';
import type { ArchiveProgress, ErrorCode } from '../task/task.ts';
import { hour, type Millis, minute, second } from '../task/time.ts';

/** Times that the link may lead to something that is no video: 15 + 30 + 60 + 120 s, some four minutes, for an error page to pass. */
export const maxRefusals = 5;

/**
 * Times that the link may lead to a broken file: 15 s doubled to 16 min and 3 × 30 min, some two hours for a host to have
 * all of it. Each time is a download of all there is.
 */
export const maxBrokenFiles = 11;

const firstWaitSeconds = 15;
/** 7 turns to get there, and 24 h / 30 min = 48 more: a source that is away all day stays within `maxArchiveTurns`. */
const maxWaitSeconds = (30 * minute) / second;
/** However long the wait, the last turn begins this long before the provider deletes the video. */
const lastTurnTakes = 5 * minute;
/** The longest `Retry-After` of a source that is honoured. */
const maxRetryAfterSeconds = hour / second;

/** What a turn that did not end the archiving came to. */
export interface Setback {
  readonly reason: string;
  /** More of the file is in the bucket than before. */
  readonly gotOn: boolean;
  /** The link led to something that is no video, or that may not be fetched. */
  readonly refused: boolean;
  /** The link led to a video of which not all is there. */
  readonly broken: boolean;
  /** No other try can end otherwise. */
  readonly hopeless: boolean;
  readonly code: ErrorCode;
  readonly retryAfterSeconds?: number;
}

export type NextTurn =
  | { readonly kind: 'again'; readonly waitSeconds: number }
  | { readonly kind: 'give_up'; readonly code: ErrorCode; readonly message: string };

/** Whether, and when, to try again; `progress` already counts the turn that has just ended. */
export const nextTurn = (
  progress: ArchiveProgress,
  setback: Setback,
  now: Millis,
  until: Millis,
): NextTurn => {
  const giveUp = (message: string): NextTurn => ({ kind: 'give_up', code: setback.code, message });
  if (setback.hopeless) return giveUp(setback.reason);
  if (setback.refused && progress.refusals >= maxRefusals) return giveUp(setback.reason);
  if (setback.broken && (progress.brokenFiles ?? 0) >= maxBrokenFiles) return giveUp(setback.reason);
  if (progress.turns >= maxArchiveTurns) return giveUp(`${setback.reason}, after ${progress.turns} turns`);
  const waitSeconds = Math.max(setback.gotOn ? 0 : waitAfter(progress.failures), requestedSeconds(setback));
  if (now + waitSeconds * second < until) return { kind: 'again', waitSeconds };
  const secondsToLast = Math.floor((until - lastTurnTakes - now) / second);
  if (secondsToLast > 0) return { kind: 'again', waitSeconds: secondsToLast };
  return giveUp(`${setback.reason}, until the provider deleted the video`);
};

const waitAfter = (failures: number): number =>
  Math.min(firstWaitSeconds * 2 ** Math.min(Math.max(failures - 1, 0), 16), maxWaitSeconds);

const requestedSeconds = ({ retryAfterSeconds = 0 }: Setback): number =>
  Math.min(Math.ceil(retryAfterSeconds), maxRetryAfterSeconds);
