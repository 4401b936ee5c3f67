import type {
  EstimateKey,
  EstimateStore,
  GenerationTime,
  Observation,
} from '../../../lambdas/domain/polling/estimate-store.ts';

/** The newest hundred, of one model and tier. */
export class MemoryEstimates implements EstimateStore {
  #observations: readonly Observation[] = [];

  async add(_key: EstimateKey, seen: GenerationTime): Promise<void> {
    this.#observations = [{ ...seen, count: 1 }, ...this.#observations].slice(0, 100);
  }

  async of(): Promise<readonly Observation[]> {
    return this.#observations;
  }
}
