/** Counts what went wrong, by kind. */
export class FaultCounter {
  readonly #counts = new Map<string, number>();

  count(kind: string, times = 1): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + times);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** By kind, in alphabetical order. */
  get entries(): readonly (readonly [kind: string, count: number])[] {
    return [...this.#counts].sort(([a], [b]) => a.localeCompare(b));
  }
}
