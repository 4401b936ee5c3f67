import type { PartialCopy } from '../../../domain/task/task.ts';

/** How a file is divided: a first part, by which the source's speed is measured, and others of one size. */
export class PartPlan {
  readonly #firstBytes: number;
  readonly #partBytes: number;
  /** Infinite if the source does not say. */
  readonly totalBytes: number;

  constructor({
    firstBytes,
    partBytes,
    totalBytes,
  }: Pick<PartialCopy, 'firstBytes' | 'partBytes' | 'totalBytes'>) {
    this.#firstBytes = firstBytes;
    this.#partBytes = partBytes;
    this.totalBytes = totalBytes ?? Number.POSITIVE_INFINITY;
  }

  get count(): number {
    return 1 + Math.max(0, Math.ceil((this.totalBytes - this.#firstBytes) / this.#partBytes));
  }

  /** Offset of a part's first byte, counted from part 0. */
  startOf(index: number): number {
    return index === 0 ? 0 : this.#firstBytes + (index - 1) * this.#partBytes;
  }

  lengthOf(index: number): number {
    const whole = index === 0 ? this.#firstBytes : this.#partBytes;
    return Math.min(whole, this.totalBytes - this.startOf(index));
  }
}
