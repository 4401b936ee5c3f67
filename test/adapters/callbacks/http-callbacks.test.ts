import { describe, expect, it } from 'vitest';
import { HttpCallbacks } from '../../../lambdas/adapters/callbacks/http-callbacks.ts';
import type { ExchangeRequest, ExchangeResult } from '../../../lambdas/adapters/http/exchange.ts';
import { startOfTests } from '../../support/records.ts';

const content = { id: 'msg_1', timestamp: 1_767_225_600, body: '{"type":"video.failed"}' };

const sending = async (result: Partial<Extract<ExchangeResult, { kind: 'answer' }>> | ExchangeResult) => {
  const requests: ExchangeRequest[] = [];
  const callbacks = new HttpCallbacks(async (request) => {
    requests.push(request);
    if (result.kind === 'failure') return result;
    const plain = { status: 200, headers: {}, body: Buffer.alloc(0), truncated: false };
    return { kind: 'answer', ...plain, address: '93.184.215.14', milliseconds: 7, ...result };
  });
  const reply = await callbacks.send('https://example.com/hook', content, 'v1,abc v1a,def', startOfTests);
  return { reply, request: requests[0] };
};

describe('A callback over HTTP', () => {
  it('carries the three headers of Standard Webhooks and the body as it was signed, within its bounds', async () => {
    const { request } = await sending({});
    expect(request).toMatchObject({
      method: 'POST',
      url: 'https://example.com/hook',
      body: content.body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'webhook-id': 'msg_1',
        'webhook-timestamp': '1767225600',
        'webhook-signature': 'v1,abc v1a,def',
      },
      timeoutMillis: 15_000,
      maxBodyBytes: 65_536,
    });
  });

  it.each([
    [200, 'accepted'],
    [204, 'accepted'],
    [299, 'accepted'],
    [301, 'failed'],
    [302, 'failed'],
    [304, 'failed'],
    [400, 'failed'],
    [404, 'failed'],
    [410, 'gone'],
    [429, 'failed'],
    [500, 'failed'],
    [999, 'failed'],
  ] as const)('takes %i for %s', async (status, kind) => {
    expect((await sending({ status })).reply).toMatchObject({ kind, status });
  });

  it('takes an answer without an end at its status, and says that it had none', async () => {
    for (const [status, kind] of [
      [200, 'accepted'],
      [410, 'gone'],
      [500, 'failed'],
    ] as const) {
      expect((await sending({ status, truncated: true })).reply).toMatchObject({
        kind,
        status,
        failure: 'answer_too_large',
      });
    }
  });

  it('keeps the first KiB of an answer as text that does no harm', async () => {
    const bidi = Buffer.from('a\u202Eb\u2066c\u200Fd');
    expect((await sending({ status: 500, body: bidi })).reply.answer).toBe('a\uFFFDb\uFFFDc\uFFFDd');
    const body = Buffer.from(`\u001b[2J${'x'.repeat(1_018)}漢 and more`);
    const { reply } = await sending({ status: 500, body });
    expect(reply.answer).toBe(`\u{FFFD}[2J${'x'.repeat(1_018)}`);
    expect((await sending({ body: Buffer.alloc(0) })).reply).not.toHaveProperty('answer');
    const packed = { body: Buffer.from([0x1f, 0x8b]), headers: { 'content-encoding': 'gzip' } };
    expect((await sending(packed)).reply).not.toHaveProperty('answer');
  });

  it('says why there was no answer', async () => {
    const failure = {
      kind: 'failure',
      failure: 'tls',
      reason: 'x',
      address: '1.2.3.4',
      milliseconds: 3,
    } as const;
    expect((await sending(failure)).reply).toEqual({
      kind: 'failed',
      failure: 'tls',
      address: '1.2.3.4',
      milliseconds: 3,
    });
  });

  it('passes on what a failing receiver asks for, and only that', async () => {
    const headers = { 'retry-after': '120' };
    expect((await sending({ status: 503, headers })).reply).toMatchObject({ retryAfterSeconds: 120 });
    expect((await sending({ status: 200, headers })).reply).not.toHaveProperty('retryAfterSeconds');
  });
});
