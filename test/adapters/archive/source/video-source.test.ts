import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { VideoSource } from '../../../../lambdas/adapters/archive/source/video-source.ts';
import type { OpenStream } from '../../../../lambdas/adapters/http/exchange.ts';

const { signal } = new AbortController();

/** Opens https addresses only, as the guard does, and answers some of them with a redirect. */
const guarded = (redirects: Readonly<Record<string, string>> = {}) => {
  const called: string[] = [];
  const open: OpenStream = async ({ url }) => {
    called.push(url);
    if (!url.startsWith('https:')) {
      return {
        kind: 'failure',
        failure: 'blocked',
        reason: 'The URL must begin with https://.',
        milliseconds: 0,
      };
    }
    const location = redirects[url];
    const headers: Record<string, string> = location === undefined ? { 'content-length': '3' } : { location };
    const status = location === undefined ? 200 : 302;
    return { kind: 'answer', status, headers, body: Readable.from([Buffer.from('abc')]), address: '' };
  };
  return { called, open };
};

describe('a source by http', () => {
  it.each([
    ['http://cdn.example/video.mp4', {}],
    ['https://api.example/file', { 'https://api.example/file': 'http://cdn.example/video.mp4' }],
    ['http://api.example/file', { 'https://api.example/file': 'http://cdn.example:80/video.mp4' }],
  ])('%s is fetched by https', async (link, redirects) => {
    const { called, open } = guarded(redirects);
    const opened = await new VideoSource(open, link, 1_000).open({ start: 0, signal });
    expect(opened.totalBytes).toBe(3);
    expect(called.at(-1)).toBe('https://cdn.example/video.mp4');
  });

  it.each(['http://cdn.example:8080/video.mp4', 'ftp://cdn.example/video.mp4', 'no link'])(
    '%s that has no https address is refused',
    async (link) => {
      const { called, open } = guarded();
      const opening = new VideoSource(open, link, 1_000).open({ start: 0, signal });
      await expect(opening).rejects.toMatchObject({ kind: 'forbidden_link' });
      expect(called).toHaveLength(1);
    },
  );
});
