import { classify } from '../../domain/provider/classify.ts';
import type { Patience, Provider, ProviderAnswer, UnclearReason } from '../../domain/provider/provider.ts';
import { type Clock, type Millis, minute, second } from '../../domain/task/time.ts';
import type { Exchange, FailureClass } from '../http/exchange.ts';
import { retryAfterSeconds } from '../http/retry-after.ts';
import { userAgent } from '../http/user-agent.ts';
import type { Secret } from '../runtime/secret.ts';
import { bodyText } from './body-text.ts';
import { providerKey } from './provider-key.ts';
import { withoutKey } from './redact.ts';

/** Bytes of an answer that are read. The published ones have under a kilobyte; some relays send inputs back, as base64. */
const maxBodyBytes = 8 * 1024 * 1024;
/** For one poll: 10 s, twice as long after each that timed out (a slow provider would never be read), a minute at most. */
const timeoutAfter = ({ timeoutsInARow = 0 }: Patience): Millis =>
  Math.min(10 * second * 2 ** Math.min(timeoutsInARow, 10), minute);
/** How often a refused key is read again: a wrong one must not cost a request to Secrets Manager with every poll. */
const rereadEvery = minute;

/** The provider's task API over HTTP. */
export class HttpProvider implements Provider {
  readonly #baseUrl: string;
  readonly #key: Pick<Secret, 'current' | 'forget'>;
  readonly #exchange: Exchange;
  readonly #clock: Clock;
  #forgotAt: Millis = Number.NEGATIVE_INFINITY;

  /** `exchange` must be one that may dial the configured base URL, wherever that lies. */
  constructor(options: {
    readonly baseUrl: string;
    readonly key: Pick<Secret, 'current' | 'forget'>;
    readonly exchange: Exchange;
    readonly clock: Clock;
  }) {
    this.#baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#key = options.key;
    this.#exchange = options.exchange;
    this.#clock = options.clock;
  }

  /** GET {base}/v1/result/{id}. Never throws. */
  async poll(taskId: string, patience: Patience = {}): Promise<ProviderAnswer> {
    // No encoding keeps a URL from taking these for steps up.
    if (taskId === '.' || taskId === '..') return { kind: 'not_found' };
    const key = await providerKey(this.#key);
    if (key === undefined) return unclear('no_key');
    const result = await this.#exchange({
      method: 'GET',
      url: `${this.#baseUrl}/v1/result/${encodeURIComponent(taskId)}`,
      headers: { authorization: `Bearer ${key}`, accept: 'application/json', 'user-agent': userAgent },
      timeoutMillis: timeoutAfter(patience),
      maxBodyBytes,
    });
    if (result.kind === 'failure') return unclear(reasonOf(result.failure));
    const retryAfter = retryAfterSeconds(result.headers['retry-after'], this.#clock.now());
    const answer = classify({
      httpStatus: result.status,
      body: bodyText(result.body, result.headers),
      polledId: taskId,
      truncated: result.truncated,
      ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
    });
    if (answer.kind === 'unclear' && answer.reason === 'unauthorized') this.#distrustKey();
    return withoutKey(answer, key);
  }

  #distrustKey(): void {
    if (this.#clock.now() - this.#forgotAt < rereadEvery) return;
    this.#forgotAt = this.#clock.now();
    this.#key.forget();
  }
}

const unclear = (reason: UnclearReason): ProviderAnswer => ({ kind: 'unclear', reason });

const reasonOf = (failure: FailureClass): UnclearReason =>
  failure === 'timeout' ? 'timeout' : failure === 'bad_answer' ? 'unexpected' : 'unreachable';
