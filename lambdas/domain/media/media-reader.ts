import { readMedia } from './read-media.ts';
import type { Piece } from './reading.ts';
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
 * Bytes that were pushed and are still needed. Grows by doubling, so that a byte at a time costs no more than all at
 * once.
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
    if (this.#from === this.#to) this.#from = this.#to = 0;
  }

  append(bytes: Uint8Array): void {
    if (this.#to + bytes.length > this.#buffer.length) {
      const kept = this.view(this.length);
      const room = kept.length + bytes.length;
      const larger = room * 2 > this.#buffer.length ? new Uint8Array(room * 2) : this.#buffer;
      larger.set(kept);
      this.#to = kept.length;
      this.#from = 0;
      this.#buffer = larger;
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
  const give = (piece: Piece): void => {
    state = reading.next(piece);
  };
  const dropBefore = (at: number): void => {
    held.drop(at - heldAt);
    heldAt = at;
  };

  return {
    push(chunk) {
      const chunkAt = size;
      size += chunk.length;
      while (!state.done) {
        const { at, length } = state.value;
        const to = at + length;
        if (at > heldAt) dropBefore(at);
        if (held.length === 0) {
          if (at >= size) return undefined;
          const bytes = chunk.subarray(at - chunkAt, to - chunkAt);
          if (to <= size) {
            give({ bytes, size });
          } else {
            held.append(bytes);
            return undefined;
          }
        } else {
          const heldTo = heldAt + held.length;
          if (heldTo < to) held.append(chunk.subarray(heldTo - chunkAt, to - chunkAt));
          if (held.length < length) return undefined;
          give({ bytes: held.view(length), size });
        }
      }
      return state.value;
    },
    end() {
      while (!state.done) {
        const { at, length } = state.value;
        if (at > heldAt) dropBefore(at);
        give({ bytes: held.view(length), size });
      }
      return state.value;
    },
  };
};
