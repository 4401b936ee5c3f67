/** So many ranges are kept exactly: 1 MiB of memory. A file with more is checked by its structure alone. */
const maxRanges = 65_536;

/** Ranges of the file, each `[from, to)`, with a lid on their number. Neighbours that touch become one. */
export class Extents {
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  #overfull = false;

  get overfull(): boolean {
    return this.#overfull;
  }

  get count(): number {
    return this.#from.length;
  }

  add(from: number, to: number): void {
    const last = this.#to.length - 1;
    if (from === this.#to[last]) this.#to[last] = to;
    else if (last + 1 >= maxRanges) this.#overfull = true;
    else {
      this.#from.push(from);
      this.#to.push(to);
    }
  }

  *each(): Generator<readonly [from: number, to: number], void, undefined> {
    for (const [index, from] of this.#from.entries()) yield [from, this.#to[index] ?? from];
  }

  /** If one of the ranges holds all of `[from, to)`. They must have been added in ascending order. */
  holds(from: number, to: number): boolean {
    let low = 0;
    let high = this.#from.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#from[middle] ?? 0) <= from) low = middle + 1;
      else high = middle;
    }
    return low > 0 && to <= (this.#to[low - 1] ?? 0);
  }
}
