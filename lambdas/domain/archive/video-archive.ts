import type { PartialCopy, Video } from '../task/task.ts';

/** A file in the bucket, as the store and the copy know it. */
export type ArchivedFile = Omit<Video, 'durationSeconds'>;

export interface CopyOrder {
  readonly link: string;
  /** Whose file it is; absent: the first provider's. */
  readonly provider?: string;
  readonly key: string;
  readonly fileName: string;
  readonly maxBytes: number;
  /** The copy stops by itself before this many milliseconds have gone by. */
  readonly budgetMillis: number;
  readonly partial?: PartialCopy;
  /** An earlier turn may have copied the file and died before it could say so: look for it first. */
  readonly mayBeThere: boolean;
  /** Consecutive turns that brought nothing: the more, the longer the copy waits for the source. */
  readonly failures?: number;
  /** Copy in parts even a small file: the whole of it did not fit into one invocation. */
  readonly inParts: boolean;
  /** Called as soon as a copy in parts has begun; if it answers false, the copy is withdrawn. */
  begun(partial: PartialCopy): Promise<boolean>;
}

/**
 * Why a copy came to no end.
 * `unfinished`: the time ran out. `interrupted`: something that may pass, a broken connection or a busy store.
 * `stale_link`: the link no longer leads to the file. `not_a_video`: what it leads to is none.
 * `forbidden_link`: the guard on outgoing requests refuses it or a redirect. `too_large`: for `maxBytes`.
 */
export type Hindrance =
  | 'unfinished'
  | 'interrupted'
  | 'stale_link'
  | 'not_a_video'
  | 'forbidden_link'
  | 'too_large';

export interface Unarchived {
  readonly kind: Hindrance;
  /** For people; holds no query string. */
  readonly reason: string;
  /** What a next turn can go on with, and how much of the file it already has. */
  readonly partial?: PartialCopy;
  readonly bytesUp: number;
  readonly retryAfterSeconds?: number;
}

export type CopyResult =
  | { readonly kind: 'archived'; readonly file: ArchivedFile }
  /** `begun` answered false. */
  | { readonly kind: 'withdrawn' }
  | Unarchived;

/** Copies videos into the bucket. A file is there whole, or not at all. */
export interface VideoArchive {
  /** Never throws for anything that the source or the store does. */
  copy(order: CopyOrder): Promise<CopyResult>;
  /** Takes back what a copy in parts has left in the store. */
  abandon(key: string, partial: PartialCopy): Promise<void>;
}
