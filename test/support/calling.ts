import type { Socket } from 'node:net';
import { setInterval as every } from 'node:timers';
import type { TlsOptions } from 'node:tls';
import { afterEach, beforeAll, expect } from 'vitest';
import { HttpCallbacks } from '../../lambdas/adapters/callbacks/http-callbacks.ts';
import { guardedExchange } from '../../lambdas/adapters/http/http-exchange.ts';
import { urlPolicy } from '../../lambdas/adapters/http/url-guard.ts';
import type { CallbackReply } from '../../lambdas/domain/callbacks/callbacks.ts';
import { type TestCertificates, testCertificates } from './certificates.ts';
import { type LoopbackServer, loopbackServer, onRequest, stubNetwork } from './loopback.ts';

export const host = 'receiver.example.com';
export const address = '93.184.215.14';
const content = { id: 'msg_1', timestamp: 1_767_225_600, body: '{"type":"video.completed"}' };
/** What a receiver is given, in milliseconds. */
export const whole = 15_000;
/** In its place, where a test has to wait for the end of it. */
export const short = { timeout: 700 };
/** 64 KiB of the answer, its headers, and what the machine had already taken in when we closed. */
const mostBytes = (64 + 16 + 320) * 1024;

/** Receivers on this machine, each closed when its test is over. */
export const receivers = () => {
  let certificates: TestCertificates;
  let trusted: { cert: string; key: string };
  beforeAll(() => {
    certificates = testCertificates();
    trusted = certificates.issue(`DNS:${host}`);
  });
  const servers: LoopbackServer[] = [];
  const timers: NodeJS.Timeout[] = [];
  afterEach(async () => {
    for (const timer of timers.splice(0)) clearInterval(timer);
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  /** Calls a receiver that behaves as `handle` says, and measures what that cost us. */
  const call = async (
    handle: (socket: Socket) => void,
    { tls = trusted, timeout = whole }: { tls?: TlsOptions | null; timeout?: number } = {},
  ) => {
    const server = await loopbackServer(handle, tls ?? undefined);
    servers.push(server);
    const stub = stubNetwork({ [host]: [address] }, server.port, certificates.authority);
    const sockets: Socket[] = [];
    const dial: typeof stub.dial = (to, port) => {
      const socket = stub.dial(to, port);
      sockets.push(socket);
      return socket;
    };
    const guarded = guardedExchange(urlPolicy({ privateHosts: [] }), { ...stub, dial });
    const callbacks = new HttpCallbacks((request) =>
      guarded({ ...request, timeoutMillis: Math.min(request.timeoutMillis, timeout) }),
    );
    const began = performance.now();
    const reply = await callbacks.send(`https://${host}/hook`, content, 'v1,abc', Date.now());
    const milliseconds = performance.now() - began;
    const bytes = sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);
    return {
      reply,
      bytes,
      milliseconds,
      dialled: stub.dialled,
      open: sockets.filter((socket) => !socket.destroyed).length,
    };
  };
  const drip = (socket: Socket, text: string, milliseconds: number) => {
    timers.push(every(() => socket.write(text), milliseconds));
  };

  return { call, drip, issue: (names: string) => certificates.issue(names) };
};

interface Cost {
  readonly reply: CallbackReply;
  readonly bytes: number;
  readonly milliseconds: number;
  readonly open: number;
}

/** Before the whole time is up, within the bytes, and nothing left open. */
export const bounded = (cost: Cost, milliseconds = whole) => {
  expect(cost.milliseconds).toBeLessThan(milliseconds);
  expect(cost.bytes).toBeLessThan(mostBytes);
  expect(cost.open).toBe(0);
  return cost.reply;
};

/** Writes as fast as the other side takes it, for ever. */
export const flood = (socket: Socket, chunk: string | Buffer) => {
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
};
export const answering = (...parts: readonly (string | Buffer)[]) =>
  onRequest((socket) => {
    for (const part of parts) socket.write(part);
  });
