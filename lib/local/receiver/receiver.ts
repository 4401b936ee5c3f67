import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type ClockSetting, shownAt } from '../cloud/clock/clock.ts';
import { accepted, give, type ReceiverAnswer } from './answers.ts';
import { type VerificationResult, type VerifyingKeys, verify } from './verifier.ts';

/** One request that a receiver got. */
export interface ReceivedCallback {
  /** Milliseconds since the epoch, on the receiver's clock. */
  readonly at: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `webhook-id`. */
  readonly eventId: string;
  /** Which request with this event id it is, from 1. */
  readonly attempt: number;
  readonly verdict: VerificationResult;
  readonly answer: ReceiverAnswer;
}

export interface ReceiverOptions {
  /** The clock by which `at` is given. */
  readonly clock: ClockSetting;
  /** The keys of the callbacks' owner. Fetched once, when the first callback arrives. */
  readonly keys: () => Promise<VerifyingKeys>;
  /** How a verified callback is answered; 204 unless given. What is not verified gets 401. */
  readonly answer?: (callback: Omit<ReceivedCallback, 'answer'>) => ReceiverAnswer;
  readonly port?: number;
}

/** A receiver of callbacks on loopback: it verifies, answers and remembers them. */
export interface Receiver {
  /** Any path below it is taken. */
  readonly url: string;
  /** Every request, in the order of its coming. */
  readonly received: readonly ReceivedCallback[];
  /** Verified callbacks that were answered 2xx, by event id. */
  accepted(): ReadonlyMap<string, readonly ReceivedCallback[]>;
  /** Resolves with the first callback, past or future, that passes the test. */
  first(test: (callback: ReceivedCallback) => boolean): Promise<ReceivedCallback>;
  close(): Promise<void>;
}

const isAcceptance = (answer: ReceiverAnswer): boolean =>
  typeof answer === 'object' && answer.status >= 200 && answer.status < 300;

/** Starts one on 127.0.0.1. */
export const startReceiver = async (options: ReceiverOptions): Promise<Receiver> => {
  const received: ReceivedCallback[] = [];
  const waiting = new Set<(callback: ReceivedCallback) => void>();
  let keys: Promise<VerifyingKeys> | undefined;

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const headers = request.headers as Record<string, string>;
    keys ??= options.keys();
    const verdict = verify({ ...(await keys), headers, body });
    const eventId = headers['webhook-id'] ?? '';
    const seen = {
      at: shownAt(options.clock),
      path: request.url ?? '/',
      headers,
      body,
      eventId,
      attempt: received.filter((earlier) => earlier.eventId === eventId).length + 1,
      verdict,
    };
    const answer = verdict.verified ? (options.answer?.(seen) ?? accepted) : { status: 401 };
    const callback = { ...seen, answer };
    received.push(callback);
    give(answer, response);
    for (const notify of waiting) notify(callback);
  };
  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    accepted: () => {
      const good = received.filter(({ verdict, answer }) => verdict.verified && isAcceptance(answer));
      return Map.groupBy(good, ({ eventId }) => eventId);
    },
    first: (test) => {
      const past = received.find(test);
      if (past) return Promise.resolve(past);
      return new Promise((resolve) => {
        const notify = (callback: ReceivedCallback): void => {
          if (!test(callback)) return;
          waiting.delete(notify);
          resolve(callback);
        };
        waiting.add(notify);
      });
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};
