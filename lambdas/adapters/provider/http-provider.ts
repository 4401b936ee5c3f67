import { firstProvider } from '../../contract/provider-definition.ts';
import { classify, classifyResult, type ProviderReply } from '../../domain/provider/classify.ts';
import type {
  Known,
  PollContext,
  Provider,
  ProviderAnswer,
  UnclearReason,
} from '../../domain/provider/provider.ts';
import { hasResultElsewhere, taskUrls } from '../../domain/provider/task-urls.ts';
import { type Millis, minute, second } from '../../domain/task/time.ts';
import type { FailureClass } from '../http/exchange.ts';
import { retryAfterSeconds } from '../http/retry-after.ts';
import { userAgent } from '../http/user-agent.ts';
import { bodyText } from './body-text.ts';
import type { ProviderParts } from './per-provider.ts';
import { keyHeader, providerKey } from './provider-key.ts';
import { withoutKey } from './redact.ts';

/** Bytes of an answer that are read. The published ones have under a kilobyte; some relays send inputs back, as base64. */
const maxBodyBytes = 8 * 1024 * 1024;
/** For one poll: 10 s, twice as long after each that timed out (a slow provider would never be read), a minute at most. */
const timeoutAfter = ({ timeoutsInARow = 0 }: PollContext): Millis =>
  Math.min(10 * second * 2 ** Math.min(timeoutsInARow, 10), minute);
/** For the second request of a poll: with the longest first one, it fits into the function's 80 s. */
const maxResultMillis = 15 * second;
/** How often a refused key is read again: a wrong one must not cost a request to Secrets Manager with every poll. */
const rereadEvery = minute;

/** A provider's task API over HTTP, as its definition describes it. */
export class HttpProvider implements Provider {
  readonly #options: ProviderParts;
  #forgotAt: Millis = Number.NEGATIVE_INFINITY;

  constructor(options: ProviderParts) {
    this.#options = options;
  }

  /** One GET; a second one if the result is at another place. Never throws. */
  async poll(taskId: string, context: PollContext = {}): Promise<ProviderAnswer> {
    const { definition, name, baseUrl } = this.#options;
    const urls = taskUrls(definition, baseUrl, taskId);
    if (!urls) return { kind: 'not_found' };
    const key = await providerKey(this.#options.key);
    if (key === undefined) return unclear('no_key');
    // The classifier's own form is that of the first provider.
    const form = name === firstProvider ? undefined : definition;
    const timeoutMillis = timeoutAfter(context);
    const first = await this.#ask(urls.poll, key, timeoutMillis, (reply) =>
      classify({
        ...reply,
        polledId: urls.id,
        ...(form && { form }),
        ...(urls.file && { fileLink: urls.file }),
      }),
    );
    if (urls.result === undefined || !hasResultElsewhere(definition, first)) return first;
    const result = await this.#ask(urls.result, key, Math.min(timeoutMillis, maxResultMillis), (reply) =>
      classifyResult({ ...reply, form: definition }),
    );
    return result.kind === 'unclear' || result.kind === 'not_found'
      ? result
      : { ...knownOf(first), ...result };
  }

  async #ask(
    url: string,
    key: string,
    timeoutMillis: Millis,
    read: (reply: ProviderReply) => ProviderAnswer,
  ): Promise<ProviderAnswer> {
    const { exchange, definition, clock } = this.#options;
    const result = await exchange({
      method: 'GET',
      url,
      headers: { ...keyHeader(definition.key, key), accept: 'application/json', 'user-agent': userAgent },
      timeoutMillis,
      maxBodyBytes,
    });
    if (result.kind === 'failure') return unclear(reasonOf(result.failure));
    const retryAfter = retryAfterSeconds(result.headers['retry-after'], clock.now());
    const answer = read({
      httpStatus: result.status,
      body: bodyText(result.body, result.headers),
      truncated: result.truncated,
      ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
    });
    if (answer.kind === 'unclear' && answer.reason === 'unauthorized') this.#distrustKey();
    return withoutKey(answer, key);
  }

  #distrustKey(): void {
    const { clock, key } = this.#options;
    if (clock.now() - this.#forgotAt < rereadEvery) return;
    this.#forgotAt = clock.now();
    key.forget();
  }
}

/** What the status said of the task, and the result may not repeat. */
const knownOf = (answer: ProviderAnswer): Known => {
  if (answer.kind === 'unclear' || answer.kind === 'not_found') return {};
  const { model, createdAt } = answer;
  return { ...(model !== undefined && { model }), ...(createdAt !== undefined && { createdAt }) };
};

const unclear = (reason: UnclearReason): ProviderAnswer => ({ kind: 'unclear', reason });

const reasonOf = (failure: FailureClass): UnclearReason =>
  failure === 'timeout' ? 'timeout' : failure === 'bad_answer' ? 'unexpected' : 'unreachable';
