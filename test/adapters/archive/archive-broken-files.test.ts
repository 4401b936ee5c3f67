import { describe, expect, it } from 'vitest';
import { box, u32 } from '../../../lib/local/provider/boxes.ts';
import { archiving, byConnections, inParts, key, streamed } from '../../support/archiving.ts';
import { boxesOf, edit, named, patched, placesOf } from '../../support/media-boxes.ts';
import { mediaFile } from '../../support/media-files.ts';
import { closeRawHosts, type Part, rawHost } from '../../support/raw-host.ts';
import { videoBytes } from '../../support/video-server.ts';

const at = archiving(1000);
closeRawHosts();

const film = mediaFile('faststart.mp4');
const late = mediaFile('moov-last.mp4');
const fragments = mediaFile('fragmented.mp4');
const webm = mediaFile('vp8.webm');
const cut = (file: Buffer, share: number): Buffer => file.subarray(0, Math.floor(file.length * share));
const without = (file: Buffer, type: string): Buffer =>
  Buffer.concat(boxesOf(file).flatMap((each) => (each.type === type ? [] : [each.bytes])));
const sizeOf = (file: Buffer, type: string, size: number): Buffer =>
  patched(file, placesOf(file, type)[0] ?? 0, size);
const mdat = (file: Buffer, bytes: Buffer): Buffer =>
  Buffer.concat(boxesOf(file).map((each) => (each.type === 'mdat' ? bytes : each.bytes)));
const data = named(film, 'mdat');
const large = (bytes: number): Buffer =>
  Buffer.concat([u32(1), Buffer.from('mdat'), u32(Math.floor(bytes / 2 ** 32), bytes), data.subarray(8)]);

const broken: readonly (readonly [what: string, file: Buffer])[] = [
  ['cut at 10 %', cut(film, 0.1)],
  ['cut at 60 %', cut(film, 0.6)],
  ['cut at 99 %', cut(film, 0.99)],
  ['one byte short', film.subarray(0, -1)],
  ['of a megabyte, cut at 60 %', cut(videoBytes(1_000_000), 0.6)],
  ['without its index', without(film, 'moov')],
  ['without its data', without(film, 'mdat')],
  ['whose index comes last, and is cut off', cut(late, 0.97)],
  ['whose index comes last, and never came', without(late, 'moov')],
  ['whose data are zeros', mdat(film, box('mdat', Buffer.alloc(data.length - 8)))],
  ['whose data are empty', mdat(film, box('mdat'))],
  ['that is ftyp and zeros', Buffer.concat([named(film, 'ftyp'), Buffer.alloc(5000)])],
  ['whose data claim to be larger', sizeOf(film, 'mdat', data.length + 1000)],
  ['whose data claim to be smaller', sizeOf(film, 'mdat', data.length - 1000)],
  ['whose index claims to be larger', sizeOf(film, 'moov', named(film, 'moov').length + 64)],
  ['whose 64-bit size goes past its end', mdat(film, large(2 ** 33))],
  ['whose 64-bit size is a lie by one byte', mdat(film, large(data.length + 9))],
  ['whose frames lie past its end', edit(film, 'stco', (stco) => patched(stco, 16, 2 ** 31))],
  ['whose last fragment is cut off', fragments.subarray(0, -40)],
  ['whose fragments are cut in the middle', cut(fragments, 0.5)],
  ['of WebM, cut at 60 %', cut(webm, 0.6)],
  ['of WebM, one byte short', webm.subarray(0, -1)],
  ['of Matroska, cut at 90 %', cut(mediaFile('h264.mkv'), 0.9)],
];

const none: readonly (readonly [what: string, file: Buffer])[] = [
  ['a page', Buffer.from('<!DOCTYPE html><html><body>Sign in</body></html>')],
  ['an answer', Buffer.from('{"code":404,"msg":"The file has expired","mdat":1}')],
  ['an error of a store', Buffer.from('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>')],
  ['nothing at all', Buffer.alloc(0)],
  ['a picture', Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF', 'latin1')],
  ['zeros', Buffer.alloc(5000)],
];

/** Each way in which a host sends a file, and in which it is copied. */
const ways = [
  ['with a length', {}, (file: Buffer): readonly Part[] => [`Content-Length: ${file.length}\r\n\r\n`, file]],
  [
    'in chunks',
    {},
    (file: Buffer): readonly Part[] => [
      'Transfer-Encoding: chunked\r\n\r\n',
      ...(file.length > 0 ? [`${file.length.toString(16)}\r\n`, file, '\r\n'] : []),
      '0\r\n\r\n',
    ],
  ],
  [
    'to be copied in parts',
    inParts,
    (file: Buffer): readonly Part[] => [`Content-Length: ${file.length}\r\n\r\n`, file],
  ],
] as const;

for (const [way, settings, answer] of ways) {
  describe(`a file that comes ${way} is never stored as a video`, () => {
    const copied = async (file: Buffer) => {
      const host = await rawHost(() => ['HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n', ...answer(file)]);
      return at.copy({ link: host.url }, settings);
    };

    it.each(broken)('that is broken: one %s', async (_, file) => {
      expect(await copied(file)).toMatchObject({
        kind: 'broken',
        reason: expect.stringMatching(/^The file is broken \(\w+\): /),
        bytesUp: 0,
      });
      at.expectNothing();
      expect(at.s3.requests.filter((operation) => /Complete/.test(operation))).toEqual([]);
    });

    it.each(none)('that is none: %s', async (_, file) => {
      expect(await copied(file)).toMatchObject({ kind: 'not_a_video', bytesUp: 0 });
      at.expectNothing();
    });
  });
}

describe('a large file of which the end is missing, whose host says it is all', () => {
  it.each([
    ['in one request', streamed, {}],
    ['in parts as it comes', streamed, { inParts: true }],
    ['in parts from memory', inParts, {}],
    ['by several connections', byConnections, {}],
  ] as const)('is refused by the copy %s, which leaves nothing', async (_, settings, order) => {
    at.source.file = cut(videoBytes(16_000_000), 0.9);
    expect(await at.copy(order, settings)).toMatchObject({ kind: 'broken', bytesUp: 0 });
    at.expectNothing();
  });

  it('is read no further than where it is seen', async () => {
    const file = videoBytes(12_000_000);
    at.source.file = Buffer.concat([file.subarray(0, 500), Buffer.alloc(11_000_000)]);
    expect(await at.copy()).toMatchObject({ kind: 'broken' });
  });
});

describe('a copy of several turns whose file is broken', () => {
  const firstTurn = async () => {
    at.source.file = cut(videoBytes(18_000_000), 0.9);
    at.source.manner = (_, number) => (number === 1 ? { dropAfter: 11_000_000 } : { status: 403 });
    const result = await at.copy({}, inParts);
    at.source.manner = () => ({});
    return 'partial' in result && result.partial ? { partial: result.partial } : {};
  };

  it('is seen once it is in the bucket, says where it lies, and is replaced by a whole one', async () => {
    const result = await at.copy(await firstTurn(), inParts);
    const kept = { bucket: 'videos', key, bytes: at.source.file.length };
    expect(result).toMatchObject({ kind: 'broken', kept });
    at.source.file = videoBytes(18_000_000);
    at.expectRight(await at.copy({ mayBeThere: true, inParts: true }));
  });

  it('is not taken for a video by a turn that finds it there', async () => {
    await at.copy(await firstTurn(), inParts);
    expect(await at.copy({ mayBeThere: true })).toMatchObject({ kind: 'broken' });
  });
});

describe('keeping a broken file', () => {
  const keep = (settings = {}) =>
    at.archive(settings).keep({
      link: at.source.url,
      key: 'broken/owner1/a.mp4',
      maxBytes: 20_000_000,
      budgetMillis: 60_000,
    });

  it.each([
    ['small', 100_000, {}],
    ['large', 12_000_000, inParts],
  ] as const)('stores what there is of a %s one', async (_, bytes, settings) => {
    at.source.file = cut(videoBytes(bytes), 0.7);
    expect(await keep(settings)).toMatchObject({
      whole: false,
      file: { key: 'broken/owner1/a.mp4', bytes: at.source.file.length },
    });
    expect(at.s3.object('broken/owner1/a.mp4')?.body.equals(at.source.file)).toBe(true);
    at.expectNothing();
  });

  it('says so if it is whole by now, and gives up on what cannot be read', async () => {
    at.source.file = mediaFile('vp8.webm');
    expect(await keep()).toMatchObject({ whole: true, file: { key: 'broken/owner1/a.webm' } });
    at.source.manner = () => ({ status: 404 });
    expect(await keep()).toBeUndefined();
  });
});
