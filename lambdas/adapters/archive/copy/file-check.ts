import { objectionTo } from '../../../domain/archive/archived-file.ts';
import { mediaReader } from '../../../domain/media/media-reader.ts';
import type { FilmFacts, MediaVerdict } from '../../../domain/media/verdict.ts';
import type { StoredFile } from '../../../domain/task/task.ts';
import { CopyFault } from './copy-fault.ts';

/** A file in the bucket, and what its structure says of it. */
export interface CheckedFile {
  readonly stored: StoredFile;
  readonly verdict: MediaVerdict;
}

/** Throws a `CopyFault` for a file that must not be announced. */
export const refuseBroken = (verdict: MediaVerdict, kept?: StoredFile): void => {
  const objection = objectionTo(verdict);
  if (objection === undefined || verdict.kind === 'whole') return;
  throw new CopyFault(verdict.kind, objection, { ...(kept && { kept }) });
};

/**
 * Looks at a file as its bytes go by, in their order. Refuses one that is broken or no video before the store has all of
 * it, so that it never becomes an object; a tolerant check only looks. Throws `CopyFault`.
 */
export class FileCheck {
  readonly #reader = mediaReader();
  readonly #tolerant: boolean;

  constructor(tolerant = false) {
    this.#tolerant = tolerant;
  }

  push(bytes: Buffer): void {
    const refusal = this.#reader.push(bytes);
    if (refusal && !this.#tolerant) refuseBroken(refusal);
  }

  /** The file ends here. */
  end(): MediaVerdict {
    const verdict = this.#reader.end();
    if (!this.#tolerant) refuseBroken(verdict);
    return verdict;
  }

  /** The same chunks. Ends with a fault in place of their end if the file is refused. */
  async *through(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.push(chunk);
      yield chunk;
    }
    this.end();
  }
}

/** What the first bytes of a file say of its film, if its index is among them. */
export const factsOfHead = (head: Buffer): FilmFacts | undefined => {
  const reader = mediaReader();
  reader.push(head);
  const verdict = reader.end();
  return verdict.kind === 'not_a_video' ? undefined : verdict.facts;
};
