import type { Hindrance } from '../../../domain/archive/video-archive.ts';
import type { StoredFile } from '../../../domain/task/task.ts';

/**
 * `refused`: the source answered a request with an error that may pass, or not at all. `changed`: the source is no
 * longer the file that the copy began with, or the copy cannot go on from where it was. `store`: S3 broke off what was streamed to
 * it. `slow`: one connection to the source turned out not to be enough.
 */
export type FaultKind = Hindrance | 'refused' | 'changed' | 'store' | 'slow' | 'withdrawn';

/** What a fault is to the next turn. */
export const hindranceOf = (kind: FaultKind): Hindrance => {
  switch (kind) {
    case 'refused':
    case 'changed':
    case 'store':
    case 'slow':
    case 'withdrawn':
      return 'interrupted';
    default:
      return kind;
  }
};

/** Ends a copy inside the adapters; the turn makes a result of it. */
export class CopyFault extends Error {
  override readonly name = 'CopyFault';
  readonly kind: FaultKind;
  readonly retryAfterSeconds: number | undefined;
  /** A broken file that is in the bucket all the same. */
  readonly kept: StoredFile | undefined;

  constructor(
    kind: FaultKind,
    message: string,
    options: ErrorOptions & { retryAfterSeconds?: number; kept?: StoredFile } = {},
  ) {
    super(message, options);
    this.kept = options.kept;
    this.kind = kind;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export const tooLarge = (maxBytes: number): CopyFault =>
  new CopyFault('too_large', `The video is larger than ${maxBytes} bytes`);

/** What was thrown, as a fault. An unknown error may pass. The message holds no link. */
export const asFault = (error: unknown, where: string): CopyFault => {
  if (error instanceof CopyFault) return error;
  const { name, code } = error instanceof Error ? (error as Error & { code?: unknown }) : {};
  return new CopyFault('interrupted', `${where}: ${code ?? name ?? 'unknown error'}`, { cause: error });
};
