import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { box } from '../../../lib/local/provider/boxes.ts';
import { archiving, mebi } from '../../support/archiving.ts';
import { boxesOf, named, patched } from '../../support/media-boxes.ts';
import { mediaFile } from '../../support/media-files.ts';
import { bytesOf, closeRawHosts, rawHost } from '../../support/raw-host.ts';
import { sha256, videoBytes } from '../../support/video-server.ts';

const at = archiving(mebi + 123);
closeRawHosts();

/** Answers that say no length and mark no end, from all sorts of servers. */
const heads: readonly string[] = [
  'HTTP/1.0 200 OK\r\n\r\n',
  'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Type: video/mp4\r\n\r\n',
  'HTTP/1.1 200 OK\nContent-Type: video/mp4\n\n',
];
const [head = ''] = heads;

const endless = (body: (request: number) => Buffer) => {
  let requests = 0;
  return rawHost(() => [head, body(++requests)]);
};

/** The file without its last `count` boxes. */
const without = (file: Buffer, count: number): Buffer =>
  Buffer.concat(
    boxesOf(file)
      .slice(0, -count)
      .map(({ bytes }) => bytes),
  );

describe('a source that says no length and marks no end', () => {
  it.each(heads)('is archived if the file shows that it is whole: %j', async (answer) => {
    const host = await rawHost(() => [answer, at.source.file]);
    at.expectRight(await at.copy({ link: host.url }));
    expect(host.requests).toHaveLength(1);
  });

  it('is archived in parts, none of which is longer in memory than any other file’s', async () => {
    at.source.file = videoBytes(21 * mebi + 7);
    const host = await rawHost(() => [head, at.source.file]);
    at.expectRight(await at.copy({ link: host.url }));
    expect(at.begun).toEqual([expect.objectContaining({ partBytes: 5 * mebi })]);
    expect(host.requests).toHaveLength(1);
  });

  it('is not read beyond what is allowed', async () => {
    const host = await rawHost(() => [head, videoBytes(21 * mebi)]);
    expect(await at.copy({ link: host.url, maxBytes: 12 * mebi })).toMatchObject({ kind: 'too_large' });
    at.expectNothing();
  });

  it.each([
    ['moov-last.mp4', 1],
    ['mdat-to-end.mp4', 1],
    ['prores.mov', 1],
    ['fragmented.mp4', 1],
    ['trailing-zeros.mp4', 1],
    ['vp9.webm', 1],
    ['mkvmerge.mkv', 1],
    // Nothing in these says where they end.
    ['dash-segments.mp4', 2],
    ['live.webm', 2],
    ['piped.webm', 2],
  ])('and sends %s, is archived after %i requests', async (name, requests) => {
    const file = mediaFile(name);
    const host = await endless(() => file);
    expect(await at.copy({ link: host.url })).toMatchObject({
      kind: 'archived',
      file: { bytes: file.length, sha256: sha256(file) },
    });
    expect(host.requests).toHaveLength(requests);
  });
});

describe('a source that says no length, whose connection is closed', () => {
  const names = [
    'faststart.mp4',
    'moov-last.mp4',
    'fragmented.mp4',
    'dash-segments.mp4',
    'vp9.webm',
    'live.webm',
  ];
  it.each(names)('anywhere in %s, brings nothing that is announced', async (name) => {
    const file = mediaFile(name);
    const places = [0.1, 0.5, 0.9, 0.99].map((share) => Math.floor(file.length * share));
    let cut = 0;
    const host = await endless(() => file.subarray(0, cut));
    for (cut of [...places, file.length - 1]) {
      const { kind } = await at.copy({ link: host.url });
      expect([cut, kind]).toEqual([cut, expect.stringMatching(/^(broken|interrupted)$/)]);
      at.expectNothing();
    }
  });

  /** Each fragment of this file has four boxes, and none says how many there are. */
  const small = mediaFile('dash-segments.mp4');
  const large = Buffer.concat([
    named(small, 'ftyp'),
    box('free', Buffer.alloc(7 * mebi)),
    small.subarray(named(small, 'ftyp').length),
  ]);
  it.each([
    [1, 'one part', small],
    [2, 'one part', small],
    [1, 'several parts', large],
  ])('%i fragments early once, is not believed that time, in %s', async (fragments, _, file) => {
    const early = without(file, fragments * 4);
    const host = await endless((request) => (request === 1 ? early : file));
    expect(await at.copy({ link: host.url })).toMatchObject({ kind: 'interrupted' });
    at.expectNothing();
    expect(await at.copy({ link: host.url })).toMatchObject({
      kind: 'archived',
      file: { bytes: file.length },
    });
  });

  it.each([
    ['before its last fragments', (file: Buffer) => without(file, 3)],
    ['before its index', (file: Buffer) => without(file, 1)],
    ['after as many bytes, one of which is another,', (file: Buffer) => patched(file, file.length - 9, 7)],
    ['once it has all but one byte', (file: Buffer) => file.subarray(0, -1)],
  ])('%s in the second read only, is not believed', async (_, cut) => {
    const file = without(mediaFile('fragmented.mp4'), 1);
    const host = await endless((request) => (request === 2 ? cut(file) : file));
    expect(await at.copy({ link: host.url })).toMatchObject({ kind: 'interrupted' });
    at.expectNothing();
  });

  it('in parts and cut, leaves no part behind', async () => {
    const file = videoBytes(21 * mebi + 7);
    const host = await endless(() => file.subarray(0, 17 * mebi));
    expect(await at.copy({ link: host.url })).toMatchObject({ kind: 'broken' });
    at.expectNothing();
  });

  it.each([0.2, 0.6, 1])('by a reset after %d of the file, is not believed', async (share) => {
    const reset = (socket: Socket) => {
      const body = at.source.file.subarray(0, at.source.file.length * share);
      socket.write(bytesOf([head, body]), () => setTimeout(() => socket.resetAndDestroy(), 50));
    };
    const host = await rawHost((_, socket) => void reset(socket));
    expect(await at.copy({ link: host.url })).toMatchObject({ kind: 'interrupted' });
    at.expectNothing();
  });
});
