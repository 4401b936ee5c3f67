import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLocalCloud } from '../../../lib/local/cloud/cloud.ts';
import type { LocalCloud } from '../../../lib/local/cloud/cloud-options.ts';
import { type ApiClient, apiClient } from '../../../lib/local/demo/api-client.ts';

/** 75 hours in some ten seconds. */
const speed = 30_000;

const listening = async (
  answer: (request: IncomingMessage, body: string) => { status: number; body?: string },
) => {
  const server = createServer(async (request, response) => {
    const { status, body } = answer(request, await text(request));
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
};

interface Received {
  readonly id: string;
  readonly timestamp: number;
  readonly signatures: string;
  readonly body: string;
  readonly status: number;
}

describe('A receiver that fails nine times and then answers 204', () => {
  const received: Received[] = [];
  let cloud: LocalCloud;
  const closing: (() => unknown)[] = [];
  let api: ApiClient;

  beforeAll(async () => {
    const provider = await listening(() => ({
      status: 200,
      body: JSON.stringify({ id: 'video_1', status: 'failed', error: 'a test', model: 'm' }),
    }));
    const receiver = await listening(({ headers }, body) => {
      const status = received.length < 9 ? 503 : 204;
      received.push({
        id: String(headers['webhook-id']),
        timestamp: Number(headers['webhook-timestamp']),
        signatures: String(headers['webhook-signature']),
        body,
        status,
      });
      return { status };
    });
    closing.push(provider.close, receiver.close);
    cloud = await startLocalCloud({
      speed,
      network: 'loopback',
      provider: { baseUrl: provider.url, key: 'key' },
      // At this speed a step is overdue after some milliseconds; repair is not what is tried here.
      intercept: ({ service, resource }) =>
        service === 'lambda' && resource.includes('sweep') ? { fail: 'before', error: 'Paused' } : undefined,
    });
    closing.push(() => cloud.close());
    api = apiClient(cloud.apiUrl, cloud.apiKey);
    await api.call('POST', '/tasks', [202], { taskId: 'video_1', callbackUrl: `${receiver.url}/hook` });
    await vi.waitFor(async () => expect((await api.task('video_1')).delivery?.state).toBe('delivered'), {
      timeout: 540_000,
      interval: 100,
    });
  }, 600_000);
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  it('gets ten requests with one id, and accepts one event', () => {
    expect(received).toHaveLength(10);
    expect(new Set(received.map(({ id }) => id)).size).toBe(1);
    expect(received.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(JSON.parse(received[9]?.body ?? '')).toMatchObject({
      type: 'video.failed',
      data: { taskId: 'video_1', error: { code: 'provider_failed', message: 'a test' } },
    });
  });

  it('gets each of them signed for its own timestamp, with its own secret', async () => {
    const { current } = (await api.call('GET', '/signing-keys', [200])) as { current: { secret: string } };
    const webhook = new Webhook(current.secret);
    for (const { id, timestamp, signatures, body } of received) {
      expect(signatures.split(' ')[0]).toBe(webhook.sign(id, new Date(timestamp * 1_000), body));
    }
  });

  it('gets them over 75 hours and 35 minutes, none early', async () => {
    // By the local clock: timestamps are the machine's, so that receivers verify them at any speed.
    const { deliveries } = (await api.call('GET', '/tasks/video_1/deliveries', [200])) as {
      deliveries: { attempts: { at: string }[] }[];
    };
    const times = deliveries[0]?.attempts.map(({ at }) => Date.parse(at) / 1_000) ?? [];
    expect(times).toHaveLength(10);
    expect((times[9] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual((75 * 60 + 35) * 60);
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].forEach((least, index) => {
      expect(waits[index]).toBeGreaterThanOrEqual(least);
    });
  });

  it('can read every attempt afterwards', async () => {
    const answer = await api.call('GET', '/tasks/video_1/deliveries', [200]);
    expect(answer).toMatchObject({
      deliveries: [
        {
          state: 'delivered',
          attempts: received.map(({ status }, index) => ({
            attempt: index + 1,
            status,
            address: '127.0.0.1',
          })),
        },
      ],
    });
  });

  it('gets the event once more under the same id when asked to', async () => {
    await api.call('POST', '/tasks/video_1/redeliver', [202]);
    await expect.poll(() => received).toHaveLength(11);
    expect(received[10]).toMatchObject({ id: received[0]?.id, body: received[0]?.body });
  });
});
