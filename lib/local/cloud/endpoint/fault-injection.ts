import { type IncomingMessage, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { isOperator, signerOf } from './client-settings.ts';
import type { FaultVerdict, Intercept, ServiceCall } from './intercept.ts';

export interface Failure {
  readonly error: string;
  readonly status: number;
  readonly message: string;
}

/** What becomes of a request; the operator's proceed. */
export const faultFor = async (
  intercept: Intercept,
  request: IncomingMessage,
  call: ServiceCall,
): Promise<FaultVerdict> => {
  if (isOperator(request)) return undefined;
  const caller = signerOf(request);
  return intercept(caller === undefined ? call : { ...call, caller });
};

/** A response that is not sent, for a call that takes effect and whose answer is lost. */
const unheard = (request: IncomingMessage): { response: ServerResponse; finished: Promise<void> } => {
  const response = new ServerResponse(request);
  const nowhere = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
  response.assignSocket(nowhere as never);
  const finished = new Promise<void>((done) => {
    response.once('finish', done).once('close', done);
  });
  return { response, finished };
};

/** Sends half of what is written first, then cuts the connection. */
const cutAfterHalf = (request: IncomingMessage, response: ServerResponse): void => {
  const cut = (chunk: unknown): boolean => {
    const body =
      typeof chunk === 'string' || chunk instanceof Uint8Array ? Buffer.from(chunk as string) : undefined;
    response.socket?.write(`HTTP/1.1 ${response.statusCode} OK\r\n`);
    for (const [name, value] of Object.entries(response.getHeaders())) {
      response.socket?.write(`${name}: ${value}\r\n`);
    }
    response.socket?.write('\r\n');
    if (body) response.socket?.write(body.subarray(0, body.length >> 1));
    request.socket.end(() => request.socket.destroy());
    return true;
  };
  response.write = cut as typeof response.write;
  response.end = ((chunk?: unknown) => {
    cut(chunk);
    return response;
  }) as typeof response.end;
};

/** Reads half of what the client sends, then cuts the connection. */
const cutUpload = async (request: IncomingMessage): Promise<void> => {
  const half = Number(request.headers['content-length'] ?? 0) / 2;
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes >= half) break;
  }
  request.socket.destroy();
};

/** Carries out a verdict on one HTTP request. `answer` writes an error in the service's own form. */
export const carryOut = async (
  verdict: FaultVerdict,
  request: IncomingMessage,
  response: ServerResponse,
  handle: (response: ServerResponse) => void | Promise<void>,
  answer: (response: ServerResponse, failure: Failure) => void,
): Promise<void> => {
  if (!verdict || 'crashAfterMillis' in verdict) return handle(response);
  if ('delayMillis' in verdict) {
    await delay(verdict.delayMillis);
    return handle(response);
  }
  if ('drop' in verdict && verdict.drop === 'midway') {
    if (request.method === 'PUT' || request.method === 'POST') return cutUpload(request);
    cutAfterHalf(request, response);
    return handle(response);
  }
  if (('drop' in verdict ? verdict.drop : verdict.fail) === 'after') {
    const lost = unheard(request);
    await handle(lost.response);
    await lost.finished;
  }
  if ('drop' in verdict) {
    request.socket.destroy();
    return;
  }
  request.resume();
  const { error, status = 500, message = 'Broken on purpose' } = verdict;
  answer(response, { error, status, message });
};
