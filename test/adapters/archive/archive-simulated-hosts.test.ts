import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Misbehaviour, nameOf } from '../../../lib/local/provider/misbehaviours.ts';
import { passing } from '../../../lib/local/provider/plan.ts';
import { type SimulatedProvider, startProvider } from '../../../lib/local/provider/provider.ts';
import { archiving, key } from '../../support/archiving.ts';
import { sha256 } from '../../support/video-server.ts';

const at = archiving();
let provider: SimulatedProvider;
beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => provider.close());

const completed = async (
  always: readonly Misbehaviour[],
): Promise<{ readonly link: string; readonly sha256: string }> => {
  const done = { queuedSeconds: 0, generatingSeconds: 0, video: { bytes: 300_000 } };
  const { taskId, video } = provider.create({ ...done, misbehaves: { video: { always } } });
  const headers = { authorization: `Bearer ${provider.key}` };
  const answer = await fetch(`${provider.url}/v1/result/${taskId}`, { headers });
  const { video_url: link } = (await answer.json()) as { video_url: string };
  return { link, sha256: video?.sha256s[0] ?? '' };
};

const surmountable: readonly Misbehaviour[] = [
  'redirect',
  'chunked',
  'no-range',
  'no-etag',
  'bare-206',
  'range-refused',
  { name: 'range-refused', amount: 416 },
  { name: 'range-refused', amount: 400 },
  { name: 'range-refused', amount: 501 },
  'length-and-chunked',
  'says-gzip',
  'gzipped',
  'wide-video-headers',
  'raw-location',
  'octet-stream',
];

test.each(surmountable)('a host with %j always gives the file, bit for bit', async (misbehaviour) => {
  const source = await completed([misbehaviour]);
  const copied = await at.copy({ link: source.link });
  expect(copied).toMatchObject({ kind: 'archived', file: { bytes: 300_000, sha256: source.sha256 } });
  expect(sha256(at.s3.object(key)?.body ?? Buffer.alloc(0))).toBe(source.sha256);
});

const names = new Set(surmountable.map(nameOf));
const waiting: readonly Misbehaviour[] = ['stall-video', 'hang-video', 'changes'];
const others = passing.video.filter((one) => !names.has(nameOf(one)) && !waiting.includes(one));

test.each(others)('a host with %j always gives nothing that is taken for the file', async (misbehaviour) => {
  const { link } = await completed([misbehaviour]);
  expect((await at.copy({ link })).kind).not.toBe('archived');
  expect(at.s3.object(key)).toBeUndefined();
});
