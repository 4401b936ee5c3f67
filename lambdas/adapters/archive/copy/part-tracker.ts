import type { UploadedPart } from '../s3/s3-upload.ts';
import type { PartPlan } from './part-plan.ts';

/** A part that has been put back more often than this cannot be read. */
const maxReturns = 3;

/** The parts of a file that are in the bucket, and those still to come. */
export class PartTracker {
  readonly plan: PartPlan;
  readonly #up = new Map<number, UploadedPart>();
  #count: number;
  #next = 0;
  readonly #putBack = new Set<number>();
  readonly #returns = new Map<number, number>();

  /** Takes those of `parts` that fit the plan. */
  constructor(plan: PartPlan, parts: readonly UploadedPart[] = []) {
    this.plan = plan;
    this.#count = plan.count;
    for (const part of parts) {
      const index = part.PartNumber - 1;
      if (index < plan.count && part.bytes === plan.lengthOf(index)) this.#up.set(index, part);
    }
  }

  add(part: UploadedPart): void {
    this.#up.set(part.PartNumber - 1, part);
  }

  /** The next part that nobody has taken yet, as its index; nothing if there is none. */
  take(): number | undefined {
    const index = this.next;
    if (index === undefined) return undefined;
    if (!this.#putBack.delete(index)) this.#next = index + 1;
    return index;
  }

  /** Offers a part that was taken to another connection. False if it has been put back too often. */
  putBack(index: number): boolean {
    const returns = (this.#returns.get(index) ?? 0) + 1;
    if (returns > maxReturns) return false;
    this.#returns.set(index, returns);
    this.#putBack.add(index);
    return true;
  }

  /** What `take` would return. */
  get next(): number | undefined {
    if (this.#putBack.size > 0) return Math.min(...this.#putBack);
    while (this.#up.has(this.#next)) this.#next++;
    return this.#next < this.#count ? this.#next : undefined;
  }

  /** The file has turned out to have `count` parts. */
  endAfter(count: number): void {
    this.#count = count;
  }

  get left(): number {
    return this.#count - this.#up.size;
  }

  get list(): readonly UploadedPart[] {
    return [...this.#up.values()].sort((one, other) => one.PartNumber - other.PartNumber);
  }

  get bytes(): number {
    return this.list.reduce((sum, part) => sum + part.bytes, 0);
  }
}
