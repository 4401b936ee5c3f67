import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { busSettings, EventBridge } from '../../../lambdas/adapters/event-bus/event-bridge.ts';
import { plainExchange } from '../../../lambdas/adapters/http/http-exchange.ts';
import { LocalClock } from '../../../lib/local/cloud/clock/clock.ts';
import { secretAccessKey } from '../../../lib/local/cloud/endpoint/client-settings.ts';
import type { Intercept, ServiceCall } from '../../../lib/local/cloud/endpoint/intercept.ts';
import { type LocalEventBus, startEventBus } from '../../../lib/local/cloud/events/event-bus.ts';

let local: LocalEventBus;
let intercept: Intercept = () => undefined;
const calls: ServiceCall[] = [];

beforeAll(async () => {
  local = await startEventBus({
    clock: new LocalClock({ speed: 1 } as never),
    intercept: (call) => {
      calls.push(call);
      return intercept(call);
    },
  });
});
afterAll(() => local.close());
beforeEach(() => {
  intercept = () => undefined;
  local.refuse();
  calls.length = 0;
});

const at = Date.UTC(2026, 10, 26, 12, 0, 5, 700);
const event = { type: 'video.completed', at, detail: '{"id":"msg_1","type":"video.completed"}' };

const environment = () => ({
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'deliver-callback',
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_ENDPOINT_URL_EVENTBRIDGE: local.url,
});
const bridge = (bus = 'videos') => new EventBridge(busSettings(bus, environment()), plainExchange());

describe('a put', () => {
  test('arrives as a rule sees it, signed by the function, on the bus that is named', async () => {
    const seen: unknown[] = [];
    const end = local.rule({ 'detail-type': ['video.completed'] }, (each) => seen.push(each));
    const reply = await bridge().put(event);
    end();
    expect(reply).toMatchObject({
      kind: 'accepted',
      status: 200,
      answer: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(seen).toMatchObject([
      {
        id: reply.answer,
        source: 'seedance-relay',
        'detail-type': 'video.completed',
        time: '2026-11-26T12:00:05Z',
        detail: { id: 'msg_1', type: 'video.completed' },
      },
    ]);
    expect(calls).toMatchObject([
      { service: 'events', operation: 'PutEvents', resource: 'videos', caller: 'deliver-callback' },
    ]);
  });

  test('with a key that is not the account’s is refused', async () => {
    const settings = { ...busSettings('videos', environment()), secretAccessKey: 'another' };
    expect(await new EventBridge(settings, plainExchange()).put(event)).toMatchObject({
      kind: 'failed',
      failure: 'refused',
      reason: 'UnrecognizedClientException',
      status: 400,
    });
    expect(calls).toEqual([]);
  });

  test('whose entry fails in an answer of 200 has failed, with the reason', async () => {
    local.refuse(() => ({ ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not this source.' }));
    const before = local.events.length;
    expect(await bridge().put(event)).toMatchObject({
      kind: 'failed',
      status: 200,
      failure: 'refused',
      reason: 'NotAuthorizedForSourceException',
      answer: 'Not this source.',
    });
    expect(calls).toHaveLength(1);
    expect(local.events).toHaveLength(before);
  });

  test('whose entry is throttled is repeated at once, three times in all', async () => {
    let left = 2;
    local.refuse(() =>
      left-- > 0 ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'Slow down' } : undefined,
    );
    expect(await bridge().put(event)).toMatchObject({ kind: 'accepted' });
    left = 9;
    calls.length = 0;
    expect(await bridge().put(event)).toMatchObject({ kind: 'failed', reason: 'ThrottlingException' });
    expect(calls).toHaveLength(3);
  });

  test('is repeated after an error of the service, and not after a denial', async () => {
    intercept = () => ({ fail: 'before', error: 'InternalException', status: 500 });
    expect(await bridge().put(event)).toMatchObject({
      kind: 'failed',
      status: 500,
      reason: 'InternalException',
    });
    expect(calls).toHaveLength(3);
    calls.length = 0;
    intercept = () => ({
      fail: 'before',
      error: 'AccessDeniedException',
      status: 400,
      message: 'not authorized',
    });
    expect(await bridge().put(event)).toMatchObject({
      kind: 'failed',
      reason: 'AccessDeniedException',
      answer: 'not authorized',
    });
    expect(calls).toHaveLength(1);
  });

  test('of which nothing is heard ends below five seconds', async () => {
    intercept = () => ({ delayMillis: 30_000 });
    const began = performance.now();
    expect(await bridge().put(event)).toMatchObject({ kind: 'failed', failure: 'timeout' });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(calls).toHaveLength(1);
  });

  test('fails where nobody listens', async () => {
    const settings = { ...busSettings('videos', environment()), endpoint: 'http://127.0.0.1:9' };
    expect(await new EventBridge(settings, plainExchange()).put(event)).toMatchObject({
      kind: 'failed',
      failure: 'connection_refused',
    });
  });
});

test('the endpoint is that of the region, in China too', () => {
  const of = (region: string) => busSettings('default', { AWS_REGION: region }).endpoint;
  expect(of('eu-west-1')).toBe('https://events.eu-west-1.amazonaws.com');
  expect(of('cn-north-1')).toBe('https://events.cn-north-1.amazonaws.com.cn');
});
