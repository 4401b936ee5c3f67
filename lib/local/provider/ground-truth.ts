import { type Misbehaviour, nameOf } from './misbehaviours.ts';
import type { TaskScript, TrueStatus } from './task-script.ts';

/** A poll, and how it was answered. Times are milliseconds since the epoch, on the provider's clock. */
export interface PollRecord {
  readonly at: number;
  /** The task's actual status; absent once it was deleted. */
  readonly trueStatus?: TrueStatus;
  readonly misbehaviours: readonly Misbehaviour[];
}

/** A request for the video, and what was sent. */
export interface VideoRequest {
  readonly at: number;
  readonly range?: string;
  readonly misbehaviours: readonly Misbehaviour[];
  status: number;
  /** Bytes of the body handed to the connection. */
  bytesSent: number;
}

/** How a task must end in the product, in the product's words. */
export interface RightOutcome {
  readonly status: 'completed' | 'failed' | 'cancelled' | 'expired';
  readonly errorCode?: string;
}

/** What really happened to a task, whatever the answers said. */
export interface GroundTruth {
  readonly taskId: string;
  /** Whose task it is; absent: the first provider's. */
  readonly provider?: string;
  readonly model: string;
  readonly script: TaskScript;
  readonly createdAt: number;
  readonly endsAt?: number;
  readonly deletedAt: number;
  readonly polls: readonly PollRecord[];
  readonly videoRequests: readonly VideoRequest[];
  readonly rightOutcome: RightOutcome;
  /** Of the file as it is now; a copy begun before it changed may have been of an earlier one. */
  readonly video?: { readonly bytes: number; readonly sha256s: readonly string[] };
}

/** Misbehaviours of the video's host that make the video unobtainable if every request has them. */
const insurmountable = new Set([
  'error-page',
  'empty-file',
  'redirect-for-ever',
  'redirect-private',
  'forbidden',
  'hang-video',
  'reset-video',
  'understates',
]);

/** How a task with this script must end, if it is polled until the provider deletes it. */
export const rightOutcome = (script: TaskScript): RightOutcome => {
  const always = (kind: 'query' | 'video', name?: string): boolean =>
    (script.misbehaves[kind]?.always ?? []).some((misbehaviour) =>
      name ? nameOf(misbehaviour) === name : insurmountable.has(nameOf(misbehaviour)),
    );
  if (script.ends === 'never') return { status: 'expired', errorCode: 'deadline_exceeded' };
  if (script.ends === 'expired') return { status: 'expired', errorCode: 'provider_expired' };
  if (script.ends === 'cancelled') return { status: 'cancelled', errorCode: 'provider_cancelled' };
  if (script.ends === 'failed') return { status: 'failed', errorCode: 'provider_failed' };
  if (always('query', 'image')) return { status: 'failed', errorCode: 'not_a_video' };
  if (always('query', 'without-link')) return { status: 'failed', errorCode: 'completed_without_video' };
  if (always('video') || always('query', 'dead-link'))
    return { status: 'failed', errorCode: 'archive_failed' };
  return { status: 'completed' };
};
