import type { ServerResponse } from 'node:http';

/** How a receiver answers a callback. */
export type ReceiverAnswer =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      /** Real milliseconds before it. */
      readonly afterMillis?: number;
    }
  /** Never answers. */
  | 'hang'
  /** Closes the connection in place of an answer. */
  | 'reset'
  /** 200, and a body that does not end, as fast as it is taken. */
  | 'endless'
  /** 200, and a body of a byte every tenth of a second. */
  | 'drip';

export const accepted: ReceiverAnswer = { status: 204 };

/** Gives an answer. What never ends does so when the caller, or the server, closes the connection. */
export const give = (answer: ReceiverAnswer, response: ServerResponse): void => {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (answer === 'endless') {
    response.writeHead(200, { 'content-type': 'text/plain' });
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(16_384)));
    };
    response.on('drain', more);
    more();
    return;
  }
  if (answer === 'drip') {
    response.writeHead(200, { 'content-type': 'text/plain' });
    const drops = setInterval(() => response.write('.'), 100);
    response.on('close', () => clearInterval(drops));
    return;
  }
  const send = (): void => {
    if (!response.destroyed) response.writeHead(answer.status, answer.headers).end(answer.body);
  };
  if (answer.afterMillis) setTimeout(send, answer.afterMillis);
  else send();
};
