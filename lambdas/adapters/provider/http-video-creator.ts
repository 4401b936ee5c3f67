import { classifyCreation } from '../../domain/creation/classify-creation.ts';
import type { Creation, Generation, VideoCreator } from '../../domain/creation/video-creation.ts';
import { type Clock, second } from '../../domain/task/time.ts';
import type { Exchange, FailureClass } from '../http/exchange.ts';
import { retryAfterSeconds } from '../http/retry-after.ts';
import { userAgent } from '../http/user-agent.ts';
import type { Secret } from '../runtime/secret.ts';
import { bodyText } from './body-text.ts';
import { providerKey } from './provider-key.ts';
import { withoutKey } from './redact.ts';

/** The gateway waits 29 s, and the record has still to be written then. */
const maxAnswerMillis = 22 * second;
const minAnswerMillis = second;
const maxBodyBytes = 256 * 1024;

/** Failures before the request was sent. After any other one the provider may have taken it. */
const nothingSent: readonly FailureClass[] = ['blocked', 'name_not_found', 'connection_refused', 'tls'];

export interface HttpVideoCreatorDeps {
  readonly exchange: Exchange;
  /** With no slash at its end. */
  readonly baseUrl: string;
  readonly key: Pick<Secret, 'current' | 'forget'>;
  readonly clock: Clock;
  readonly timeoutMillis?: number;
}

/** Creates videos by the provider's `POST /v1/seedance/videos`. */
export class HttpVideoCreator implements VideoCreator {
  readonly #deps: HttpVideoCreatorDeps;

  constructor(deps: HttpVideoCreatorDeps) {
    this.#deps = deps;
  }

  async create(generation: Generation): Promise<Creation> {
    const { exchange, baseUrl, key: secret, clock, timeoutMillis = maxAnswerMillis } = this.#deps;
    const began = performance.now();
    const key = await providerKey(secret);
    if (key === undefined) return { kind: 'unavailable', reason: 'unauthorized' };
    const result = await exchange({
      method: 'POST',
      url: `${baseUrl}/v1/seedance/videos`,
      headers: {
        authorization: `Bearer ${key}`,
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
