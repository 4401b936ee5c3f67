import { request as httpRequest, type IncomingMessage } from 'node:http';
import { CleanedAnswer } from './cleaned-answer.ts';
import { connect, type DialRoute, type Network } from './connection.ts';
import type { ExchangeRequest } from './exchange.ts';
import { HttpFailure, httpFailure } from './http-failure.ts';

/** Decides where a URL leads, without dialling. Throws an `HttpFailure` if it must not be called. */
export type FindRoute = (url: string, signal: AbortSignal) => Promise<DialRoute>;

/**
 * What a header block may hold at most, and each 1xx block before it. Some hosts and gateways put whole policies and traces
 * into their headers: curl reads 300 KB of them, Node 16 KiB by default (https://nodejs.org/api/cli.html#--max-http-header-sizesize).
 */
const maxHeaderBytes = 64 * 1024;

/**
 * How an answer is parsed. `strict`: as RFC 9112 wants it. `lenient`: as Node's parser reads it with `insecureHTTPParser`.
 * `cleaned`: the same, after its head has been rewritten. Lenient parsing is dangerous if a connection carries several
 * messages, since two parsers may then see different borders between them (request smuggling,
 * https://nodejs.org/api/cli.html#--insecure-http-parser). Here every connection carries one request and one answer,
 * whatever follows that answer is ignored, and the answer is passed on to no other parser.
 */
export type AnswerParsing = 'strict' | 'lenient' | 'cleaned';

/** Interim answers (1xx) before the real one; none is ever needed. */
const maxInterimAnswers = 8;

export interface Answered {
  /** Ends with an `HttpFailure` if the exchange is cut off. */
  readonly response: IncomingMessage;
  readonly headers: Readonly<Record<string, string>>;
}

const answer = (
  socket: Awaited<ReturnType<typeof connect>>,
  { host, hostHeader, target }: DialRoute,
  { method, headers, body }: Pick<ExchangeRequest, 'method' | 'headers' | 'body'>,
  signal: AbortSignal,
  parsing: AnswerParsing,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    let interim = 0;
    let answered: IncomingMessage | undefined;
    const end = (error: unknown) => {
      // Bytes after the end of the answer, such as the body of a 204: no part of it.
      if (answered?.complete && !signal.aborted) return;
      const failure = signal.aborted ? signal.reason : httpFailure(error, 'http');
      // Before the socket, whose end the reader would see as a reset only.
      answered?.destroy(failure);
      socket.destroy();
      reject(failure);
    };
    // With a connection of our own making and no agent, no proxy of the environment and no pool comes in between.
    const outgoing = httpRequest({
      createConnection: () => (parsing === 'cleaned' ? new CleanedAnswer(socket, maxHeaderBytes) : socket),
      method,
      host,
      path: target,
      setHost: false,
      headers: {
        ...headers,
        host: hostHeader,
        connection: 'close',
        ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
      },
      maxHeaderSize: maxHeaderBytes,
      insecureHTTPParser: parsing !== 'strict',
    });
    // Node would drop headers after the thousandth, and with them, perhaps, the length. Their bytes are bounded.
    outgoing.maxHeadersCount = 0;
    const interrupt = () => end(signal.reason);
    signal.addEventListener('abort', interrupt, { once: true });
    outgoing.on('error', end);
    outgoing.on('information', () => {
      interim += 1;
      if (interim > maxInterimAnswers) end(new HttpFailure('bad_answer', 'Interim answers without an end'));
    });
    outgoing.on('upgrade', () => end(new HttpFailure('bad_answer', 'The other side changed the protocol')));
    outgoing.on('response', (response) => {
      answered = response;
      response.once('close', () => {
        signal.removeEventListener('abort', interrupt);
        // Not left to the other side, which may never close.
        socket.destroy();
      });
      resolve(response);
    });
    outgoing.end(body);
  });

/**
 * One request, up to the answer's headers. The caller must consume or destroy the response. When `signal` ends the
 * exchange, the connection is destroyed whatever stage it is in, the body included.
 */
export const sendRequest = async (
  network: Network,
  findRoute: FindRoute,
  request: Pick<ExchangeRequest, 'method' | 'url' | 'headers' | 'body'>,
  signal: AbortSignal,
  dialled: (address: string) => void,
  parsing: AnswerParsing = 'strict',
): Promise<Answered> => {
  signal.throwIfAborted();
  const route = await findRoute(request.url, signal);
  signal.throwIfAborted();
  const socket = await connect(network, route, signal, dialled);
  const response = await answer(socket, route, request, signal, parsing);
  const headers = Object.entries(response.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.trim(), Array.isArray(value) ? value.join(', ') : value] as const],
  );
  return { response, headers: Object.fromEntries(headers) };
};
