import { createHash } from 'node:crypto';
import type { MediaVerdict } from '../../../domain/media/verdict.ts';
import type { FileCheck } from './file-check.ts';

/** The SHA-256 and the check of a file whose parts come in any order. A part is held until all before it have come. */
export class OrderedHash {
  readonly #hash = createHash('sha256');
  readonly #held = new Map<number, { readonly bytes: Buffer; readonly hashed: () => void }>();
  #next = 0;
  #released = false;
  readonly #check: FileCheck;

  constructor(check: FileCheck) {
    this.#check = check;
  }

  /** Settles when the part has been hashed and its buffer is no longer needed. Throws `CopyFault` for a broken file. */
  add(index: number, bytes: Buffer): Promise<void> {
    if (this.#released) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held.set(index, { bytes, hashed: resolve });
    for (let due = this.#held.get(this.#next); due; due = this.#held.get(this.#next)) {
      this.#held.delete(this.#next++);
      this.update(due.bytes);
      due.hashed();
    }
    return promise;
  }

  /** Hashes no more: the copy has been stopped, and a part that others wait for may never come. */
  release(): void {
    this.#released = true;
    for (const { hashed } of this.#held.values()) hashed();
    this.#held.clear();
  }

  /** Bytes that follow the parts added so far; from then on, bytes come in their order only. */
  update(bytes: Buffer): void {
    this.#check.push(bytes);
    this.#hash.update(bytes);
  }

  /** All bytes have come. Throws `CopyFault` for a broken file. */
  end(): { readonly sha256: string; readonly verdict: MediaVerdict } {
    return { verdict: this.#check.end(), sha256: this.#hash.digest('hex') };
  }
}
