import { classifyCreation } from '../../domain/creation/classify-creation.ts';
import type { Creation, Generation, VideoCreator } from '../../domain/creation/video-creation.ts';
import { second } from '../../domain/task/time.ts';
import type { FailureClass } from '../http/exchange.ts';
import { retryAfterSeconds } from '../http/retry-after.ts';
import { userAgent } from '../http/user-agent.ts';
import { bodyText } from './body-text.ts';
import type { ProviderParts } from './per-provider.ts';
import { keyHeader, providerKey } from './provider-key.ts';
import { withoutKey } from './redact.ts';

/** The gateway waits 29 s, and the record has still to be written then. */
const maxAnswerMillis = 22 * second;
const minAnswerMillis = second;
const maxBodyBytes = 256 * 1024;

/** Failures before the request was sent. After any other one the provider may have taken it. */
const nothingSent: readonly FailureClass[] = ['blocked', 'name_not_found', 'connection_refused', 'tls'];

export interface HttpVideoCreatorDeps extends Omit<ProviderParts, 'name'> {
  readonly timeoutMillis?: number;
}

/** Creates videos at one provider, as its definition describes it. Throws if that has no creation. */
export class HttpVideoCreator implements VideoCreator {
  readonly #deps: HttpVideoCreatorDeps;

  constructor(deps: HttpVideoCreatorDeps) {
    this.#deps = deps;
  }

  async create(generation: Generation): Promise<Creation> {
    const { exchange, definition, baseUrl, key: secret, clock } = this.#deps;
    const { timeoutMillis = maxAnswerMillis } = this.#deps;
    if (!definition.creation) throw new Error(`${definition.title} creates no videos here`);
    const began = performance.now();
    const key = await providerKey(secret);
    if (key === undefined) return { kind: 'unavailable', reason: 'unauthorized' };
    const result = await exchange({
      method: 'POST',
      url: `${baseUrl}${definition.creation.path}`,
      headers: {
        ...keyHeader(definition.key, key),
        accept: 'application/json',
        'user-agent': userAgent,
        'content-type': 'application/json',
      },
      body: JSON.stringify(generation),
      // API Gateway's time limit covers all of it: an answer that comes later is a video whose id is lost.
      timeoutMillis: Math.max(minAnswerMillis, timeoutMillis - (performance.now() - began)),
      maxBodyBytes,
    });
    if (result.kind === 'failure') {
      return nothingSent.includes(result.failure)
        ? { kind: 'unavailable', reason: 'unreachable' }
        : { kind: 'unknown', reason: result.failure };
    }
    const wait = retryAfterSeconds(result.headers['retry-after'], clock.now());
    const creation = classifyCreation({
      httpStatus: result.status,
      body: bodyText(result.body, result.headers),
      truncated: result.truncated,
      ...(wait === undefined ? {} : { retryAfterSeconds: wait }),
    });
    if (creation.kind === 'unavailable' && creation.reason === 'unauthorized') secret.forget();
    return withoutKey(creation, key);
  }
}
