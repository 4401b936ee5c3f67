import type { Creation, Generation, VideoCreator } from '../../domain/creation/video-creation.ts';
import { HttpVideoCreator } from './http-video-creator.ts';
import { type ProviderAccess, perProvider } from './per-provider.ts';

/** Creates videos at each provider of a deployment that documents how. */
export class HttpVideoCreators implements VideoCreator {
  readonly #of: (name?: string) => Promise<HttpVideoCreator | undefined>;

  constructor(access: ProviderAccess) {
    this.#of = perProvider(access, (parts) => new HttpVideoCreator(parts));
  }

  async create(generation: Generation, provider?: string): Promise<Creation> {
    const creator = await this.#of(provider);
    return creator ? creator.create(generation) : { kind: 'unavailable', reason: 'unauthorized' };
  }
}
