import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inspectMedia } from '../../../../lambdas/domain/media/inspect-media.ts';
import type { Misbehaviour } from '../../../../lib/local/provider/misbehaviours.ts';
import { type SimulatedProvider, startProvider } from '../../../../lib/local/provider/provider.ts';
import type { TaskScript } from '../../../../lib/local/provider/task-script.ts';
import { syntheticVideo } from '../../../../lib/local/provider/video-file.ts';
import { minVideoBytes } from '../../../../lib/local/provider/video-head.ts';

let now = Date.UTC(2026, 0, 1);
let provider: SimulatedProvider;
beforeEach(async () => {
  provider = await startProvider({ now: () => now });
});
afterEach(() => provider.close());

const bytes = 300_000;
const link = async (video: readonly Misbehaviour[], script: Partial<TaskScript> = {}): Promise<string> => {
  const { taskId } = provider.create({
    queuedSeconds: 0,
    generatingSeconds: 0,
    video: { bytes },
    misbehaves: { video: { 1: video } },
    ...script,
  });
  return freshLink(taskId);
};
const freshLink = async (taskId: string): Promise<string> => {
  const answer = await fetch(`${provider.url}/v1/result/${taskId}`, {
    headers: { authorization: `Bearer ${provider.key}` },
  });
  return ((await answer.json()) as { video_url: string }).video_url;
};
const got = async (video: readonly Misbehaviour[], signal = AbortSignal.timeout(60_000)): Promise<Response> =>
  fetch(await link(video), { redirect: 'manual', signal });

test('a synthetic video is a whole MP4 of any size, reads the same from any offset, and takes no memory', async () => {
  for (const size of [minVideoBytes, 5_000, 300_001, 5_000_000_000]) {
    const video = syntheticVideo('a', size);
    const verdict = await inspectMedia(size, async (offset, length) => video.read(offset, length));
    expect(verdict).toMatchObject({ kind: 'whole', facts: { durationSeconds: 5 }, checked: 'samples' });
  }
  expect(() => syntheticVideo('a', minVideoBytes - 1)).toThrow(RangeError);
  const file = syntheticVideo('a', 5_000_000_000);
  const piece = file.read(4_000_000_000, 1000);
  expect(file.read(4_000_000_333, 100)).toEqual(piece.subarray(333, 433));
  expect(file.read(10, 100)).toEqual(file.read(0, 200).subarray(10, 110));
  expect(file.read(4_999_999_990, 100)).toHaveLength(10);
  expect(syntheticVideo('b', 5_000_000_000).read(4_000_000_000, 1000)).not.toEqual(piece);
  const small = syntheticVideo('a', 3_000_001);
  expect(small.sha256()).toBe(createHash('sha256').update(small.read(0, 3_000_001)).digest('hex'));
});

test.each<[Misbehaviour, number]>([
  [{ name: 'drop', amount: 100_000 }, 100_000],
  [{ name: 'overstates', amount: 5 }, bytes],
  [{ name: 'stall-video', amount: 1000 }, 1000],
])('%j breaks off in the body after %i bytes', async (misbehaviour, sent) => {
  const patience = new AbortController();
  const stalls = typeof misbehaviour === 'object' && misbehaviour.name === 'stall-video';
  const answer = await got([misbehaviour], patience.signal);
  let received = 0;
  await expect(async () => {
    for await (const chunk of answer.body ?? []) {
      received += chunk.length;
      if (stalls && received >= sent) setTimeout(() => patience.abort(), 500);
    }
  }).rejects.toThrow();
  expect(received).toBe(sent);
  expect(provider.groundTruths()[0]?.videoRequests[0]?.bytesSent).toBe(sent);
});

test('gives no answer to a request for a video scripted to hang or reset', async () => {
  const url = await link(['hang-video']);
  await expect(fetch(url, { signal: AbortSignal.timeout(500) })).rejects.toThrow('timeout');
  await expect(got(['reset-video'])).rejects.toThrow();
});

test('declares a Content-Length smaller than the file', async () => {
  const answer = await got([{ name: 'understates', amount: 1000 }]);
  expect(answer.headers.get('content-length')).toBe(String(bytes - 1000));
});

test('answers a page with 200, a refusal, or without length, Range, ETag or type', async () => {
  const page = await got(['error-page']);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
  expect((await got([{ name: 'forbidden', amount: 410 }])).status).toBe(410);
  expect((await got(['chunked'])).headers.has('content-length')).toBe(false);
  expect((await got(['no-etag'])).headers.has('etag')).toBe(false);
  expect((await got(['octet-stream'])).headers.get('content-type')).toBe('application/octet-stream');
  const whole = await fetch(await link(['no-range']), { headers: { range: 'bytes=0-9' } });
  expect([whole.status, (await whole.arrayBuffer()).byteLength]).toEqual([200, bytes]);
});

test('redirects to itself a number of times, endlessly, or to a private address', async () => {
  const always = (name: Misbehaviour): Partial<TaskScript> => ({ misbehaves: { video: { always: [name] } } });
  const followed = await fetch(await link([], always({ name: 'redirect', amount: 3 })));
  expect((await followed.arrayBuffer()).byteLength).toBe(bytes);
  expect(provider.groundTruths()[0]?.videoRequests.map(({ status }) => status)).toEqual([302, 302, 302, 200]);
  await expect(fetch(await link([], always('redirect-for-ever')))).rejects.toThrow();
  expect((await got(['redirect-private'])).headers.get('location')).toContain('169.254.169.254');
});

test('changes the file in mid-copy, and records the hashes of both', async () => {
  const url = await link([], { misbehaves: { video: { 2: ['changes'] } } });
  const first = await fetch(url);
  const before = new Uint8Array(await first.arrayBuffer());
  const etag = first.headers.get('etag') ?? '';
  expect((await fetch(url, { headers: { range: 'bytes=9-', 'if-match': etag } })).status).toBe(412);
  const after = new Uint8Array(await (await fetch(url)).arrayBuffer());
  expect(provider.groundTruths()[0]?.video?.sha256s).toEqual(
    [before, after].map((file) => createHash('sha256').update(file).digest('hex')),
  );
});

test('lets a link expire, and gives a fresh one in the next poll', async () => {
  const stale = await link([], { linkSeconds: 60 });
  now += 60_000;
  expect((await fetch(stale)).status).toBe(403);
  const fresh = await freshLink(provider.groundTruths()[0]?.taskId ?? '');
  expect((await fetch(fresh)).status).toBe(200);
  const dead = await link([], { misbehaves: { query: { 1: [{ name: 'dead-link', amount: 404 }] } } });
  expect((await fetch(dead)).status).toBe(404);
  expect((await fetch(await freshLink(provider.groundTruths()[1]?.taskId ?? ''))).status).toBe(200);
});

test('sends a video no faster than the scripted limit', async () => {
  const began = performance.now();
  const answer = await fetch(await link([{ name: 'slow', amount: 1_000_000 }]));
  await answer.arrayBuffer();
  expect(performance.now() - began).toBeGreaterThan(250);
});
