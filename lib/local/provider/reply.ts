import type { ServerResponse } from 'node:http';

/** An answer before it is sent, so that misbehaviours can be laid over one another. */
export interface SimulatedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Text and bytes go as they are. */
  readonly payload: Readonly<Record<string, unknown>> | string | Buffer;
  readonly sending: 'whole' | 'never' | 'stall' | 'reset' | 'cut' | 'endless';
}

export const json = (status: number, payload: Readonly<Record<string, unknown>>): SimulatedReply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  payload,
  sending: 'whole',
});

export const html = (status: number, title: string): SimulatedReply => ({
  status,
  headers: { 'content-type': 'text/html' },
  payload: `<html><head><title>${title}</title></head><body><h1>${title}</h1><hr>nginx</body></html>`,
  sending: 'whole',
});

/** Sends it. A connection that `never` or `stall` leaves open ends when the client or the server closes it. */
export const send = (reply: SimulatedReply, response: ServerResponse): void => {
  if (reply.sending === 'never') return;
  if (reply.sending === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const { payload } = reply;
  const body = Buffer.isBuffer(payload)
    ? payload
    : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  if (reply.sending === 'whole') {
    response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length }).end(body);
    return;
  }
  if (reply.sending === 'endless') {
    response.writeHead(reply.status, reply.headers);
    response.write('{"filler":"');
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(16_384)));
    };
    response.on('drain', more);
    more();
    return;
  }
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    if (reply.sending === 'cut') response.socket?.resetAndDestroy();
  });
};
