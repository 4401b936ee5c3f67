import type {
  EstimateKey,
  Estimates,
  GenerationTime,
  SightingPage,
} from '../../../lambdas/domain/estimates.ts';

/** Pages of twenty, for one model and tier. */
export class MemoryEstimates implements Estimates {
  #pages: readonly SightingPage[] = [];

  async add(_key: EstimateKey, seen: GenerationTime): Promise<void> {
    const [newest = [], ...older] = this.#pages;
    const sighting = { ...seen, count: 1 };
    this.#pages =
      newest.length < 20 ? [[...newest, sighting], ...older] : [[sighting], newest, ...older].slice(0, 5);
  }

  async of(): Promise<readonly SightingPage[]> {
    return this.#pages;
  }
}
