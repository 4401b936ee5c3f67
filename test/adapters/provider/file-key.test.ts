import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { VideoSource } from '../../../lambdas/adapters/archive/source/video-source.ts';
import type { OpenStream } from '../../../lambdas/adapters/http/exchange.ts';
import { plainExchange } from '../../../lambdas/adapters/http/http-exchange.ts';
import { withFileKey } from '../../../lambdas/adapters/provider/file-key.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';

const openFor = withFileKey({
  providers: [
    { name: 'openai', baseUrl: 'https://api.relay.example.com/openai', secret: 'relay' },
    { name: 'ark', baseUrl: 'https://ark.example.com', secret: 'ark' },
  ],
  exchange: plainExchange(),
  clock: new ManualClock(),
  secret: (id) => ({ current: async () => ({ value: `key-of-${id}`, createdAt: 0 }), forget: () => {} }),
});
const own = 'https://api.relay.example.com/openai/v1/videos/video_1/content';

/** Each request for a file, and the key that was sent with it. The first ones are redirected, one after the other. */
const requestsFor = async (provider: string | undefined, link: string, ...redirects: readonly string[]) => {
  const seen: (readonly [url: string, key: string | undefined])[] = [];
  const open: OpenStream = async ({ url, headers }) => {
    seen.push([url, headers?.authorization]);
    const location = redirects[seen.length - 1];
    return {
      kind: 'answer',
      status: location === undefined ? 200 : 302,
      headers: (location === undefined ? { 'content-length': '4' } : { location }) as Record<string, string>,
      body: Readable.from([Buffer.from('ftyp')]),
      address: '192.0.2.1',
    };
  };
  const source = new VideoSource(openFor(open, provider), link, 1_000);
  await source.open({ start: 0, signal: AbortSignal.timeout(60_000) });
  return seen;
};

describe('the key of a provider whose files want it', () => {
  it('is sent for its own files', async () => {
    expect(await requestsFor('openai', own)).toEqual([[own, 'Bearer key-of-relay']]);
  });

  it('is sent to no host that a redirect leads to, and again where one leads back', async () => {
    const cdn = 'https://cdn.example.com/v.mp4';
    expect(await requestsFor('openai', own, cdn, own)).toEqual([
      [own, 'Bearer key-of-relay'],
      [cdn, undefined],
      [own, 'Bearer key-of-relay'],
    ]);
  });

  it.each([
    'https://api.relay.example.com.evil.example/openai/v1/videos/video_1/content',
    'https://evil.example/openai/v1/videos/video_1/content',
    'https://api.relay.example.com:8443/openai/v1/videos/video_1/content',
    'http://api.relay.example.com/openai/v1/videos/video_1/content',
    'https://user@api.relay.example.com/openai/v1/videos/video_1/content',
    'https://api.relay.example.com@evil.example/openai/v1/videos/video_1/content',
    'https://evil.example/?https://api.relay.example.com/openai/v1/videos/',
    'https://api.relay.example.com/other/v1/videos/video_1/content',
    'https://api.relay.example.com/openai/v1/videos/../../log?v1/videos/',
    'https://ark.example.com/v1/videos/video_1/content',
  ])('is not sent to %s', async (link) => {
    for (const [, key] of await requestsFor('openai', link)) expect(key).toBeUndefined();
  });

  it('is not sent for the files of a provider that gives links, or of another task’s provider', async () => {
    expect(await requestsFor('ark', 'https://ark.example.com/v1/videos/x')).toMatchObject([{ 1: undefined }]);
    expect(await requestsFor(undefined, own)).toEqual([[own, undefined]]);
    expect(await requestsFor('fal', own)).toEqual([[own, undefined]]);
  });
});
