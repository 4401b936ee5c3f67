import type { PollContext, Provider, ProviderAnswer } from '../../domain/provider/provider.ts';
import { HttpProvider } from './http-provider.ts';
import { type ProviderAccess, perProvider } from './per-provider.ts';

/** All providers of a deployment as one: each task is asked about where it is, with that provider's key and no other. */
export class HttpProviders implements Provider {
  readonly #of: (name?: string) => Promise<HttpProvider | undefined>;

  constructor(access: ProviderAccess) {
    this.#of = perProvider(access, (parts) => new HttpProvider(parts));
  }

  async poll(taskId: string, context: PollContext = {}): Promise<ProviderAnswer> {
    const provider = await this.#of(context.provider);
    // The deployment had it when the task was registered, and has no key of it now.
    return provider ? provider.poll(taskId, context) : { kind: 'unclear', reason: 'no_key' };
  }
}
