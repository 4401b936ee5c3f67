import type { ServiceTier, Task } from '../task/task.ts';
import { type Millis, second } from '../task/time.ts';
import { generationStart, type Span } from './generation-start.ts';

/** A generation time as far as polls can bound it: between two bounds, from the start to the end of `processing`. */
export interface GenerationTime {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Equal sightings of one minute, and how many there were. */
export interface Observation extends GenerationTime {
  readonly count: number;
  /** The minute; absent or 0 if that was not kept. */
  readonly at?: Millis;
}

export interface EstimateKey {
  readonly model?: string;
  readonly serviceTier: ServiceTier;
  /** Absent: the first. Two providers of one model are not equally fast. */
  readonly provider?: string;
}

/** What this deployment has itself seen of generation times, by model and tier. Best effort: neither throws. */
export interface EstimateStore {
  /** Call once for a completed task, with what `generationTime` says of it. */
  add(key: EstimateKey, seen: GenerationTime): Promise<void>;
  /** The newest first, about a hundred; none if nothing is known or nothing could be read. */
  of(key: EstimateKey): Promise<readonly Observation[]>;
}

/** Sightings less exact than this teach nothing. */
const maxWidthSeconds = 600;

/** Of a completed task; `undefined` if the polls do not bound it, for example if the task was registered when it was finished. */
export const generationTime = (
  task: Pick<Task, 'createdAt' | 'notProcessingAt' | 'processingSince' | 'lastPendingAt' | 'finishedAt'>,
): GenerationTime | undefined => {
  const { processingSince, lastPendingAt, finishedAt } = task;
  const begun = generationStart(task);
  if (!begun || lastPendingAt === undefined || finishedAt === undefined) return undefined;
  // Started and finished between two polls: all that is known is that it was shorter than this.
  const ended = { from: processingSince === undefined ? begun.from : lastPendingAt, to: finishedAt };
  return difference(begun, ended);
};

/**
 * The difference of two times that are each known to lie in a span is spread as a trapezoid. An interval of the same
 * centre with the root of the squared widths has nearly its variance, and is far narrower than from end to end.
 */
const difference = (begun: Span, ended: Span): GenerationTime | undefined => {
  const centre = (ended.from + ended.to - begun.from - begun.to) / 2 / second;
  const width = Math.hypot(begun.to - begun.from, ended.to - ended.from) / second;
  if (!(width <= maxWidthSeconds)) return undefined;
  const toSeconds = centre + width / 2;
  if (!(toSeconds > 0)) return undefined;
  return { fromSeconds: Math.max(0, centre - width / 2), toSeconds };
};
