import { expect, it } from 'vitest';
import {
  body,
  cluster,
  element,
  frames,
  head,
  open,
  segment,
  text,
  track,
  tracks,
  video,
  whole,
} from '../../support/matroska-elements.ts';
import { verdictOn } from '../../support/media-files.ts';

const check = (...parts: Buffer[]) => verdictOn(Buffer.concat(parts));
const ends = (endProved: boolean) => ({
  kind: 'whole',
  facts: { container: 'webm', codec: 'vp9' },
  endProved,
});
const empty = element('ec', Buffer.alloc(20));

it('an element that nobody needs may stand before the segment', async () => {
  expect(await check(head, empty, segment(...body))).toMatchObject(ends(true));
});

it('another film may follow, of a known length or not', async () => {
  expect(await check(whole, whole)).toMatchObject(ends(true));
  expect(await check(whole, head, open('18538067', ...body))).toMatchObject(ends(false));
});

it('a cluster may be empty, also if zeros follow', async () => {
  const none = cluster(Buffer.alloc(0));
  expect(await check(head, segment(...body, none), Buffer.alloc(9))).toMatchObject(ends(true));
  expect(await check(head, segment(none, ...body), Buffer.alloc(9))).toMatchObject(ends(true));
});

it('tags may be larger than what is read of them, and the label counts if it is in that', async () => {
  const tag = (label: string) =>
    element(
      '1254c367',
      element('7373', Buffer.from('45a384', 'hex'), text(label)),
      element('ec', Buffer.alloc(1024 * 1024)),
    );
  for (const [label, aigcLabel] of [
    ['AIGC', true],
    ['DATE', false],
  ] as const) {
    const file = Buffer.concat([head, segment(...body, tag(label))]);
    expect(await check(file)).toMatchObject({ kind: 'whole', facts: { provenance: { aigcLabel } } });
  }
});

it('nothing but sound is audio', async () => {
  expect(await check(head, segment(tracks(track(2, 'A_OPUS')), cluster()))).toEqual({
    ...{ kind: 'not_a_video', looksLike: 'audio' },
  });
});

it('a head that no segment follows has no tracks, and elements without one prove no end', async () => {
  expect(await check(head, Buffer.from([0, 5]))).toMatchObject({ kind: 'broken', reason: 'no_movie' });
  expect(await check(head, ...body)).toMatchObject(ends(false));
});

it('elements that are no frames are no data', async () => {
  const block = element('a3', frames);
  const missing = { kind: 'broken', reason: 'no_media_data', detail: 'The file has no cluster with data.' };
  expect(await check(head, segment(block, tracks(video), block))).toMatchObject(missing);
  expect(await check(head, open('18538067', block, tracks(video), block))).toMatchObject(missing);
});
