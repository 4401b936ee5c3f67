import type { Hindrance } from '../domain/video-archive.ts';

/**
 * `changed`: the source is no longer the file that the copy began with, or cannot be gone on with. `store`: the store
 * broke off what was streamed to it. `slow`: one connection to the source turned out not to be enough.
 */
export type FaultKind = Hindrance | 'changed' | 'store' | 'slow' | 'withdrawn';

export const isHindrance = (kind: FaultKind): kind is Hindrance =>
  kind !== 'changed' && kind !== 'store' && kind !== 'slow' && kind !== 'withdrawn';

/** What ends a copy inside the adapters; the archive turns it into a result. */
export class CopyFault extends Error {
  override readonly name = 'CopyFault';
  readonly kind: FaultKind;
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: FaultKind, message: string, options: ErrorOptions & { retryAfterSeconds?: number } = {}) {
    super(message, options);
    this.kind = kind;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export const tooLarge = (maxBytes: number): CopyFault =>
  new CopyFault('too_large', `The video is larger than ${maxBytes} bytes`);

/** Whatever was thrown, as a fault: what nobody foresaw may pass. The message holds no link. */
export const asFault = (error: unknown, where: string): CopyFault => {
  if (error instanceof CopyFault) return error;
  const { name, code } = error instanceof Error ? (error as Error & { code?: unknown }) : {};
  return new CopyFault('interrupted', `${where}: ${code ?? name ?? 'unknown error'}`, { cause: error });
};
