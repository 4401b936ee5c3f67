import type {
  EstimateKey,
  EstimateStore,
  GenerationTime,
  ObservationPage,
} from '../../../lambdas/domain/polling/estimate-store.ts';

/** Pages of twenty, for one model and tier. */
export class MemoryEstimates implements EstimateStore {
  #pages: readonly ObservationPage[] = [];

  async add(_key: EstimateKey, seen: GenerationTime): Promise<void> {
    const [newest = [], ...older] = this.#pages;
    const sighting = { ...seen, count: 1 };
    this.#pages =
      newest.length < 20 ? [[...newest, sighting], ...older] : [[sighting], newest, ...older].slice(0, 5);
  }

  async of(): Promise<readonly ObservationPage[]> {
    return this.#pages;
  }
}
