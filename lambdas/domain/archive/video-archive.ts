import type { StillLinks } from '../provider/still-links.ts';
import type { PartialCopy, StoredFile, Video } from '../task/task.ts';

/** A file in the bucket, as the store and the copy know it. */
export type ArchivedFile = Omit<Video, 'providerDurationSeconds'>;

export interface CopyOrder {
  readonly link: string;
  /** Whose file it is; absent: the first provider's. */
  readonly provider?: string;
  /** For an MP4. What the file's bytes prove to be something else ends in that format's letters. */
  readonly key: string;
  /** Pictures to be copied beside the video. They never delay it by more than a moment, nor fail it. */
  readonly stills?: StillLinks;
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
 * `stale_link`: the link no longer leads to the file. `not_a_video`: what it leads to is none. `broken`: it is one, of
 * which not all is there.
 * `forbidden_link`: the guard on outgoing requests refuses it or a redirect. `too_large`: for `maxBytes`.
 */
export type Hindrance =
  | 'unfinished'
  | 'interrupted'
  | 'stale_link'
  | 'not_a_video'
  | 'broken'
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
  /** Where a broken file has been left: one that was only seen to be so when it was in the bucket. */
  readonly kept?: StoredFile;
}

export type CopyResult =
  | { readonly kind: 'archived'; readonly file: ArchivedFile }
  /** `begun` answered false. */
  | { readonly kind: 'withdrawn' }
  | Unarchived;

/** A file that was stored as it is. */
export interface KeptFile {
  readonly file: StoredFile;
  /** It is whole after all. */
  readonly whole: boolean;
}

/** Copies videos into the bucket. A file is there whole, or not at all. */
export interface VideoArchive {
  /** Never throws for anything that the source or the store does. */
  copy(order: CopyOrder): Promise<CopyResult>;
  /** Stores what the link leads to, whole or broken, for somebody to look at. Nothing if that fails; never throws. */
  keep(
    order: Pick<CopyOrder, 'link' | 'provider' | 'key' | 'maxBytes' | 'budgetMillis'>,
  ): Promise<KeptFile | undefined>;
  /** Takes back what a copy in parts has left in the store. */
  abandon(key: string, partial: PartialCopy): Promise<void>;
}
