import { describe, expect, it } from 'vitest';
import { plainExchange } from '../../../lambdas/adapters/http/http-exchange.ts';
import { HttpProvider } from '../../../lambdas/adapters/provider/http-provider.ts';
import { HttpVideoCreator } from '../../../lambdas/adapters/provider/http-video-creator.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { firstProviderParts } from '../../support/provider-definitions.ts';
import { bytesOf, closeRawHosts, type Part, rawHost } from '../../support/raw-host.ts';

closeRawHosts();
const ok = 'HTTP/1.1 200 OK\r\n';
const body = '{"id":"video_1","status":"processing"}';
const sized = `Content-Length: ${body.length}\r\n`;
const common = {
  ...firstProviderParts,
  key: { current: async () => ({ value: 'key-1', createdAt: 0 }), forget: () => {} },
  exchange: plainExchange(),
  clock: new ManualClock(),
};
const poll = (baseUrl: string) => new HttpProvider({ ...common, baseUrl }).poll('video_1');
const create = (baseUrl: string) => new HttpVideoCreator({ ...common, baseUrl }).create({ model: 'm' });

const large: readonly (readonly [string, readonly Part[]])[] = [
  ['a policy of 40 KB in one header', [ok, `X-Policy: ${'a'.repeat(40_000)}\r\n`, sized, '\r\n', body]],
  ['60 KB of cookies', [ok, `Set-Cookie: ${'a'.repeat(3_000)}\r\n`.repeat(20), sized, '\r\n', body]],
  ['1,500 headers', [ok, 'X-Trace: 0123456789\r\n'.repeat(1_500), sized, '\r\n', body]],
];
const lax: readonly (readonly [string, readonly Part[]])[] = [
  ['a length beside chunks', [ok, sized, `Transfer-Encoding: chunked\r\n\r\n26\r\n${body}\r\n0\r\n\r\n`]],
  ['its length twice', [ok, sized, sized, '\r\n', body]],
  ['lines that end in LF alone', [`HTTP/1.1 200 OK\nContent-Length: ${body.length}\n\n`, body]],
];
const broken: readonly (readonly [string, readonly Part[]])[] = [
  ['a line that is no header', [ok, 'no header at all\r\n', sized, '\r\n', body]],
  ['a header without a name', [ok, ': a\r\n', sized, '\r\n', body]],
  ['HTTP/2 in text', ['HTTP/2 200 OK\r\n', sized, '\r\n', body]],
];

describe('a provider whose answer has', () => {
  it.each([...large, ...lax, ...broken])('%s, is understood', async (_, answer) => {
    const host = await rawHost(() => answer);
    expect(await poll(host.url)).toMatchObject({ kind: 'pending', status: 'processing' });
  });

  it('70 KB of headers, says nothing about the task', async () => {
    const host = await rawHost(() => [ok, `X-Policy: ${'a'.repeat(70_000)}\r\n`, sized, '\r\n', body]);
    expect(await poll(host.url)).toEqual({ kind: 'unclear', reason: 'unexpected' });
  });
});

describe('a creation whose answer has', () => {
  it.each([...large, ...lax, ...broken])('%s, is not lost', async (_, answer) => {
    const host = await rawHost((request, socket) => {
      // The whole request, before the connection ends.
      if (!request.includes('{"model":"m"}')) {
        socket.once('data', () => socket.end(bytesOf(answer)));
        return undefined;
      }
      return answer;
    });
    expect(await create(host.url)).toMatchObject({ kind: 'created', taskId: 'video_1' });
  });

  it('no form that can be read, is never asked for twice: it may have been paid for', async () => {
    const host = await rawHost(() => [ok, 'Content-Length: 5\r\n', sized, '\r\n', body]);
    expect(await create(host.url)).toMatchObject({ kind: 'unknown' });
    expect(host.requests).toHaveLength(1);
  });
});
