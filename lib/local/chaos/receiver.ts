import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalClock } from '../cloud/clock/clock.ts';
import { listen, readBody } from '../cloud/endpoint/endpoint.ts';
import type { FaultCounter } from './faults/fault-counter.ts';
import { type ReceiverBehaviour, type ReceiverPlan, receiverBehaviours } from './faults/receiver-faults.ts';

/** A request that reached the receiver whole. */
export interface Receipt {
  readonly taskId: string;
  /** On the run's clock: when it came. */
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly behaviour: ReceiverBehaviour;
}

export interface ChaosReceiver {
  callbackUrl(taskId: string): string;
  /** In the order in which they came. */
  readonly receipts: readonly Receipt[];
  /** Tasks whose final event was taken. */
  readonly taken: ReadonlySet<string>;
  close(): Promise<void>;
}

/** The product waits 15 s. */
const pastTimeOut = 16_000;
const babble = Buffer.alloc(32 * 1024, '.');

/** A receiver of callbacks on loopback that behaves as the plan says, and remembers everything. */
export const startChaosReceiver = async (
  clock: LocalClock,
  plan: ReceiverPlan,
  faultCounter: FaultCounter,
): Promise<ChaosReceiver> => {
  const receipts: Receipt[] = [];
  const taken = new Set<string>();
  const requests = new Map<string, number>();
  const closing = new AbortController();
  const endpoint = await listen(async (request, response) => {
    const taskId = decodeURIComponent((request.url ?? '').split('/').at(-1) ?? '');
    const body = (await readBody(request)).toString();
    const number = (requests.get(taskId) ?? 0) + 1;
    requests.set(taskId, number);
    const behaviour = plan(taskId, number);
    receipts.push({ taskId, at: clock.now(), headers: request.headers, body, behaviour });
    const final = !body.startsWith('{"type":"video.processing"');
    if (final && (behaviour === 'accepts' || behaviour === 'is gone')) taken.add(taskId);
    if (behaviour !== 'accepts') faultCounter.count(`receiver ${receiverBehaviours[behaviour]}`);
    await behave(behaviour, request, response, closing.signal);
  }, clock);
  return {
    callbackUrl: (taskId) => `${endpoint.url}/callbacks/${encodeURIComponent(taskId)}`,
    receipts,
    taken,
    close: async () => {
      closing.abort();
      await endpoint.close();
    },
  };
};

const behave = async (
  behaviour: ReceiverBehaviour,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> => {
  const answer = (status: number, headers = {}) => void response.writeHead(status, headers).end();
  switch (behaviour) {
    case 'accepts':
      return answer(204);
    case 'is late':
      await delay(pastTimeOut, undefined, { signal }).catch(() => undefined);
      return answer(204);
    case 'fails':
      return answer(500);
    case 'throttles':
      return answer(429, { 'retry-after': '30' });
    case 'redirects':
      return answer(307, { location: 'http://127.0.0.1:9/elsewhere' });
    case 'is gone':
      return answer(410);
    case 'resets':
      request.socket.destroy();
      return;
    case 'babbles': {
      response.writeHead(500);
      while (!response.destroyed && !signal.aborted) {
        response.write(babble);
        await delay(5);
      }
      return;
    }
    case 'hangs':
      return;
  }
};
