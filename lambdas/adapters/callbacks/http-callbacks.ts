import {
  type CallbackReply,
  type CallbackSender,
  callbackTimeout,
  type Signable,
} from '../../domain/callbacks/callbacks.ts';
import type { Millis } from '../../domain/task/time.ts';
import type { Exchange, ExchangeResult } from '../http/exchange.ts';
import { retryAfterSeconds } from '../http/retry-after.ts';
import { callbackHeaders } from './callback-headers.ts';

/** What is read of an answer at most. An honest one is empty or a line. */
const maxAnswerBytes = 64 * 1024;
/** What is kept of the answer, to show why an attempt failed. */
const keptBytes = 1024;

/** Control characters but white space, and marks that turn the direction of what a terminal or a page shows after them. */
const harmful = /[^\P{Cc}\t\n\r]|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** The beginning of an answer as text: no half character at the cut, nothing that a terminal would act on. */
const beginning = (body: Buffer): string =>
  new TextDecoder().decode(body.subarray(0, keptBytes), { stream: true }).replaceAll(harmful, '\u{FFFD}');

/** 2xx is success, 410 an end, and all else a failure: a redirect too, which is never followed (Standard Webhooks). */
const kindOf = (status: number): CallbackReply['kind'] => {
  if (status === 410) return 'gone';
  return status >= 200 && status < 300 ? 'accepted' : 'failed';
};

/** The status is the answer, whatever becomes of the body after it: one that breaks off or never ends changes nothing. */
const replyOf = (result: ExchangeResult, now: Millis): CallbackReply => {
  const { milliseconds, address } = result;
  const seen = { milliseconds, ...(address !== undefined && { address }) };
  const failure = failureOf(result);
  const answered = result.kind === 'answer' ? result : result.begun;
  if (!answered) return { kind: 'failed', ...seen, ...failure };
  const { status, headers, body } = answered;
  const kind = kindOf(status);
  const retryAfter = kind === 'failed' ? retryAfterSeconds(headers['retry-after'], now) : undefined;
  const location = status >= 300 && status < 400 ? headers.location : undefined;
  // Compressed although nothing was said of accepting it: never unpacked, so there is nothing to read.
  const readable = body.length > 0 && headers['content-encoding'] === undefined;
  return {
    kind,
    ...seen,
    status,
    ...failure,
    ...(retryAfter !== undefined && { retryAfterSeconds: retryAfter }),
    ...(location !== undefined && { location: beginning(Buffer.from(location, 'latin1')) }),
    ...(readable && { answer: beginning(body) }),
  };
};

const failureOf = (result: ExchangeResult): Pick<CallbackReply, 'failure' | 'reason'> => {
  if (result.kind === 'answer') return result.truncated ? { failure: 'answer_too_large' } : {};
  const { failure, tlsReason } = result;
  return { failure, ...(tlsReason !== undefined && { reason: tlsReason }) };
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
      headers: callbackHeaders({ id, timestamp }, signature),
      body,
      timeoutMillis: callbackTimeout,
      maxBodyBytes: maxAnswerBytes,
    });
    return replyOf(result, now);
  }
}
