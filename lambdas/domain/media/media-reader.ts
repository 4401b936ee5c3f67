import { readMedia } from './read-media.ts';
import type { MediaVerdict } from './verdict.ts';

/** Checks a file as it streams by. Never throws, whatever the bytes are; its memory is bounded (see `boxFile`). */
export interface MediaReader {
  /**
   * The next bytes of the file, in order. Returns a verdict early only to refuse a file (`broken` or `not_a_video`)
   * that no further byte can save. The chunk is not kept: the caller may reuse it.
   */
  push(chunk: Uint8Array): MediaVerdict | undefined;
  /** The file ends here. May be called again, with the same answer. */
  end(): MediaVerdict;
}

/**
 * Bytes that were pushed and are still needed. They move to a buffer of twice their size when one is full, so that a byte
 * at a time costs no more than all at once.
 */
class Held {
  #buffer = new Uint8Array(256);
  #from = 0;
  #to = 0;

  get length(): number {
    return this.#to - this.#from;
  }

  view(length: number): Uint8Array {
    return this.#buffer.subarray(this.#from, this.#from + Math.min(length, this.length));
  }

  drop(count: number): void {
    this.#from = Math.min(this.#to, this.#from + count);
  }

  append(bytes: Uint8Array): void {
    if (this.#to + bytes.length > this.#buffer.length) {
      const kept = this.view(this.length);
      this.#buffer = new Uint8Array((kept.length + bytes.length) * 2);
      this.#buffer.set(kept);
      this.#to = kept.length;
      this.#from = 0;
    }
    this.#buffer.set(bytes, this.#to);
    this.#to += bytes.length;
  }
}

export const mediaReader = (): MediaReader => {
  const reading = readMedia();
  const held = new Held();
  let heldAt = 0;
  let size = 0;
  let state = reading.next();
  const dropBefore = (at: number): void => {
    // Who has waited for the end of the file may ask for what is there.
    held.drop(Math.max(0, at - heldAt));
    heldAt = at;
  };

  return {
    push(chunk) {
      const chunkAt = size;
      size += chunk.length;
      while (!state.done) {
        const { at, length } = state.value;
        dropBefore(at);
        const [from, to] = [at + held.length - chunkAt, at + length - chunkAt];
        held.append(chunk.subarray(from, Math.max(0, to)));
        if (held.length < length) return undefined;
        state = reading.next({ bytes: held.view(length), size });
      }
      return state.value;
    },
    end() {
      while (!state.done) {
        const { at, length } = state.value;
        dropBefore(at);
        state = reading.next({ bytes: held.view(length), size });
      }
      return state.value;
    },
  };
};
