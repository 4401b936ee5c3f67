import {
  type CallbackReply,
  type CallbackSender,
  callbackTimeout,
  type Signable,
} from '../../domain/callbacks/callbacks.ts';
import type { Millis } from '../../domain/task/time.ts';
import type { Exchange, ExchangeResult } from '../http/exchange.ts';
import { retryAfterSeconds } from '../http/retry-after.ts';
import { userAgent } from '../http/user-agent.ts';

/** What is read of an answer at most. An honest one is empty or a line. */
const maxAnswerBytes = 64 * 1024;
/** What is kept of the answer, to show why an attempt failed. */
const keptBytes = 1024;

/** The beginning of an answer as text: no half character at the cut, nothing that a terminal would act on. */
const beginning = (body: Buffer): string =>
  new TextDecoder()
    .decode(body.subarray(0, keptBytes), { stream: true })
    .replaceAll(/[^\P{Cc}\t\n\r]/gu, '\u{FFFD}');

/** 2xx is success, 410 an end, and all else a failure: a redirect too, which is never followed (Standard Webhooks). */
const kindOf = (status: number, whole: boolean): CallbackReply['kind'] => {
  if (status === 410) return 'gone';
  return whole && status >= 200 && status < 300 ? 'accepted' : 'failed';
};

const replyOf = (result: ExchangeResult, now: Millis): CallbackReply => {
  const { milliseconds, address } = result;
  const seen = { milliseconds, ...(address !== undefined && { address }) };
  if (result.kind === 'failure') return { kind: 'failed', ...seen, failure: result.failure };
  const { status, headers, body, truncated } = result;
  const kind = kindOf(status, !truncated);
  const retryAfter = kind === 'failed' ? retryAfterSeconds(headers['retry-after'], now) : undefined;
  // Compressed although nothing was said of accepting it: never unpacked, so there is nothing to read.
  const readable = body.length > 0 && headers['content-encoding'] === undefined;
  return {
    kind,
    ...seen,
    status,
    ...(truncated && { failure: 'answer_too_large' }),
    ...(retryAfter !== undefined && { retryAfterSeconds: retryAfter }),
    ...(readable && { answer: beginning(body) }),
  };
};

/** Callbacks over HTTP as Standard Webhooks 1.0 says. The exchange must be a guarded one. */
export class HttpCallbacks implements CallbackSender {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  async send(
    url: string,
    { id, timestamp, body }: Signable,
    signature: string,
    now: Millis,
  ): Promise<CallbackReply> {
    const result = await this.#exchange({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': `${userAgent} (Standard Webhooks 1.0)`,
        accept: '*/*',
        'accept-encoding': 'identity',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signature,
      },
      body,
      timeoutMillis: callbackTimeout,
      maxBodyBytes: maxAnswerBytes,
    });
    return replyOf(result, now);
  }
}
