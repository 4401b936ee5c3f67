import type { UrlPolicy } from '../../domain/callbacks/outgoing-url.ts';
import { type Network, systemNetwork } from './connection.ts';
import type { Exchange, OpenStream } from './exchange.ts';
import { failureResult, HttpFailure, httpFailure, timeoutFailure } from './http-failure.ts';
import { type Answered, type AnswerParsing, type FindRoute, sendRequest } from './http-request.ts';
import { guardedRoute, openRoute } from './url-guard.ts';

const elapsed = (since: number): number => Math.round(performance.now() - since);

/** What was thrown, as a failure: the time limit's own reason is one already. */
const failureOf = (error: unknown, signal: AbortSignal): HttpFailure =>
  signal.aborted && signal.reason instanceof HttpFailure ? signal.reason : httpFailure(error, 'http');

/** An answer that Node cannot parse even leniently is asked for once more, and cleaned before it is parsed. */
const readLeniently = (send: (parsing: AnswerParsing) => Promise<Answered>): Promise<Answered> =>
  send('lenient').catch((error) => {
    if (error instanceof HttpFailure && error.failure === 'bad_answer') return send('cleaned');
    throw error;
  });

const exchangeOver =
  (network: Network, findRoute: FindRoute, leniently: boolean): Exchange =>
  async (request) => {
    const began = performance.now();
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(timeoutFailure(request.timeoutMillis)), request.timeoutMillis);
    let address: string | undefined;
    let answered: Answered | undefined;
    const chunks: Buffer[] = [];
    let bytes = 0;
    const answer = () => ({
      status: answered?.response.statusCode ?? 0,
      headers: answered?.headers ?? {},
      body: Buffer.concat(chunks),
    });
    const whole = () => ({
      kind: 'answer' as const,
      ...answer(),
      truncated: bytes > request.maxBodyBytes,
      address: address ?? '',
      milliseconds: elapsed(began),
    });
    try {
      const dialled = (dialledAddress: string) => {
        address = dialledAddress;
      };
      const send = (parsing: AnswerParsing) =>
        sendRequest(network, findRoute, request, limit.signal, dialled, parsing);
      const readOnce = () => send(leniently ? 'cleaned' : 'strict');
      // Only what changes nothing may be sent twice.
      answered = await (leniently && request.method === 'GET' ? readLeniently(send) : readOnce());
      for await (const chunk of answered.response as AsyncIterable<Buffer>) {
        chunks.push(chunk.subarray(0, request.maxBodyBytes - bytes));
        bytes += chunk.length;
        // Leaving the loop destroys the response, and its connection with it.
        if (bytes > request.maxBodyBytes) break;
      }
      return whole();
    } catch (error) {
      // What follows a complete answer belongs to none: the body of a 204, say.
      if (answered?.response.complete) return whole();
      const failure = failureOf(error, limit.signal);
      return failureResult(failure, address, elapsed(began), answered && answer());
    } finally {
      clearTimeout(timer);
    }
  };

/** For the hosts that the operator configured: http or https, any port and address. Their answers are parsed leniently: see `AnswerParsing`. */
export const plainExchange = (network: Network = systemNetwork): Exchange =>
  exchangeOver(network, openRoute(network), true);

/** For URLs that are not ours. */
export const guardedExchange = (policy: UrlPolicy, network: Network = systemNetwork): Exchange =>
  exchangeOver(network, guardedRoute(network, policy), false);

/** The same for downloads, whose answers are parsed leniently: see `AnswerParsing`. A redirect is an answer like any other: the caller follows it with another call. */
export const guardedStream = (policy: UrlPolicy, network: Network = systemNetwork): OpenStream => {
  const findRoute = guardedRoute(network, policy);
  return async ({ url, headers: sent, timeoutMillis, signal }) => {
    const began = performance.now();
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(timeoutFailure(timeoutMillis)), timeoutMillis);
    const whole = signal ? AbortSignal.any([limit.signal, signal]) : limit.signal;
    let address: string | undefined;
    try {
      const request = { method: 'GET', url, ...(sent && { headers: sent }) } as const;
      const dialled = (dialledAddress: string) => {
        address = dialledAddress;
      };
      const { response, headers } = await readLeniently((parsing) =>
        sendRequest(network, findRoute, request, whole, dialled, parsing),
      );
      const status = response.statusCode ?? 0;
      return { kind: 'answer', status, headers, body: response, address: address ?? '' };
    } catch (error) {
      const failure = signal?.aborted
        ? new HttpFailure('timeout', 'The download was called off', error)
        : failureOf(error, limit.signal);
      return failureResult(failure, address, elapsed(began));
    } finally {
      clearTimeout(timer);
    }
  };
};
