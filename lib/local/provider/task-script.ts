import type { Misbehaviour } from './misbehaviours.ts';

/** `expired`: the provider says so itself. `never`: it is still being made when the provider deletes it. */
export const ends = ['completed', 'failed', 'cancelled', 'expired', 'never'] as const;
export type End = (typeof ends)[number];

/** What happens to a simulated task: decided when it is created, and independent of what the answers say. */
export interface TaskScript {
  readonly ends: End;
  readonly queuedSeconds: number;
  readonly generatingSeconds: number;
  /** Why it failed, as text or as an object: both have been seen. */
  readonly error: string | { readonly code?: string; readonly message: string };
  /** The sample that can be played, or that many bytes of noise behind a valid beginning. */
  readonly video: 'sample' | { readonly bytes: number };
  /** Of the film. */
  readonly durationSeconds: number;
  /** How long a link works after it was handed out. It never outlives the task. */
  readonly linkSeconds: number;
  readonly misbehaves: MisbehaviourScript;
}

/** Misbehaviours of one task, by the number of the request, counted from 1 for each kind; `always` is for all. */
export interface MisbehaviourScript {
  readonly create?: readonly Misbehaviour[];
  readonly query?: RequestScript;
  readonly video?: RequestScript;
}
export interface RequestScript {
  readonly always?: readonly Misbehaviour[];
  readonly [number: number]: readonly Misbehaviour[];
}

/** How long the provider keeps a task and its video, counted from the creation: one day. */
export const keptSeconds = 24 * 3600;

/** A task that goes well, in the time that the provider's documentation gives for 720p (2–5 minutes). */
export const ordinaryScript: TaskScript = {
  ends: 'completed',
  queuedSeconds: 20,
  generatingSeconds: 160,
  error: '上游提交未返回task_id',
  video: 'sample',
  durationSeconds: 5,
  linkSeconds: keptSeconds,
  misbehaves: {},
};

export type TrueStatus = 'queued' | 'processing' | 'completed' | 'failed' | 'cancelled' | 'expired';

/** Milliseconds since the epoch at which a task ends, if it does. */
export const endsAt = (script: TaskScript, createdAt: number): number | undefined =>
  script.ends === 'never' ? undefined : createdAt + (script.queuedSeconds + script.generatingSeconds) * 1000;

/** A task's actual status. */
export const statusAt = (script: TaskScript, createdAt: number, now: number): TrueStatus => {
  const end = endsAt(script, createdAt);
  if (end !== undefined && now >= end && script.ends !== 'never') return script.ends;
  return now >= createdAt + script.queuedSeconds * 1000 ? 'processing' : 'queued';
};
