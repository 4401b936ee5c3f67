import { describe, expect, it } from 'vitest';
import {
  archiving,
  byConnections,
  impatient,
  inParts,
  key,
  mebi,
  streamed,
} from '../../support/archiving.ts';
import { videoBytes } from '../../support/video-server.ts';

const at = archiving();

for (const [size, order, settings] of [
  ['a small video', {}, {}],
  ['a large video, sent whole', {}, streamed],
  ['a large video, sent in parts', { inParts: true }, streamed],
  ['a large video, read by several connections', {}, byConnections],
] as const) {
  describe(`${size}, from a source that`, () => {
    it('drops every connection after 5 MiB, is resumed at the byte after the last', async () => {
      at.source.manner = () => ({ dropAfter: 5 * mebi });
      at.expectRight(await at.copy(order, settings));
      expect(at.source.requests.slice(1).every(({ headers }) => headers['if-match'])).toBe(true);
    });

    it('is overloaded for a moment, is asked again', async () => {
      at.source.manner = (_, number) =>
        number === 1 ? { dropAfter: 6 * mebi } : number < 4 ? { status: 503 } : {};
      at.expectRight(await at.copy(order, settings));
    });

    it('stalls, is dropped and taken up again', async () => {
      at.source.manner = (_, number) => (number === 1 ? { stallAfter: 3 * mebi } : {});
      at.expectRight(await at.copy(order, { ...settings, ...impatient }));
      expect(at.source.requests.length).toBeGreaterThan(1);
    });

    it('sends a page in place of the video, is not stored', async () => {
      at.source.file = Buffer.from(`<html>${'The link is not valid. '.repeat(1000)}</html>`);
      expect(await at.copy(order, settings)).toMatchObject({ kind: 'not_a_video', bytesUp: 0 });
      at.expectNothing();
    });

    it('sends nothing, is not stored', async () => {
      at.source.file = Buffer.alloc(0);
      expect(await at.copy(order, settings)).toMatchObject({ kind: 'not_a_video' });
      at.expectNothing();
    });

    it('changes in mid-copy, is copied again from the beginning', async () => {
      at.source.manner = (_, number) => {
        if (number === 1) return { dropAfter: 6 * mebi };
        at.source.file = videoBytes(12 * mebi, 2);
        return {};
      };
      at.expectRight(await at.copy(order, settings));
    });

    it('changes in mid-copy and ignores conditions, is copied again from the beginning', async () => {
      const before = at.source.file;
      at.source.manner = (request, number) => {
        delete request.headers['if-match'];
        if (number === 1) return { dropAfter: 6 * mebi, bytes: before };
        at.source.file = videoBytes(before.length, 2);
        return {};
      };
      at.expectRight(await at.copy(order, settings));
    });

    it('changes all the time, is not stored', async () => {
      at.source.manner = (_, number) => {
        at.source.file = videoBytes(12 * mebi, number);
        return { dropAfter: 6 * mebi };
      };
      expect(await at.copy(order, settings)).toMatchObject({ kind: 'interrupted' });
      expect(at.s3.object(key)).toBeUndefined();
    });

    it('says that it is longer than it is, is not stored', async () => {
      const { length } = at.source.file;
      at.source.manner = (request) => ({
        headers: {
          'content-length': String(length + 10),
          'content-range': `${request.headers.range?.replace('=', ' ')}${length + 9}/${length + 10}`,
        },
      });
      expect(await at.copy(order, settings)).toMatchObject({ kind: 'interrupted' });
      expect(at.s3.object(key)).toBeUndefined();
    });

    it('announces more than it sends and knows no ranges, is not stored', async () => {
      const declared = String(at.source.file.length + 10);
      at.source.manner = () => ({ noRanges: true, headers: { 'content-length': declared } });
      expect(await at.copy(order, settings)).toMatchObject({ kind: 'interrupted' });
      expect(at.s3.object(key)).toBeUndefined();
    });

    it('redirects to a private address, is not fetched', async () => {
      at.source.manner = () => ({ status: 302, headers: { location: 'https://10.0.0.1/video.mp4' } });
      expect(await at.copy(order, settings)).toMatchObject({ kind: 'forbidden_link' });
      at.expectNothing();
    });

    it('redirects for ever, is given up for this turn', async () => {
      at.source.manner = (request) => ({ status: 307, headers: { location: request.url } });
      expect(await at.copy(order, settings)).toMatchObject({ kind: 'interrupted' });
      expect(at.source.requests).toHaveLength(21);
      at.expectNothing();
    });

    it('no longer has the file, ends as a stale link, unlike one that is busy', async () => {
      for (const status of [400, 401, 403, 404, 410]) {
        at.source.manner = () => ({ status });
        expect(await at.copy(order, settings)).toMatchObject({ kind: 'stale_link' });
      }
      at.source.manner = () => ({ status: 503, headers: { 'retry-after': '120' } });
      expect(await at.copy(order, settings)).toMatchObject({ kind: 'interrupted', retryAfterSeconds: 120 });
      at.expectNothing();
    });

    it('is larger than allowed, is not stored', async () => {
      expect(await at.copy({ ...order, maxBytes: 11 * mebi }, settings)).toMatchObject({ kind: 'too_large' });
      expect(at.source.requests).toHaveLength(1);
      at.expectNothing();
    });

    it('sends another range than was asked for, whatever is asked, is not stored', async () => {
      at.source.manner = () => ({ status: 206, headers: { 'content-range': 'bytes 7-20/12345' } });
      expect(await at.copy(order, settings)).toMatchObject({ kind: 'interrupted' });
      at.expectNothing();
    });
  });
}

describe('a source that', () => {
  it('gives no length and sends more than allowed, ends with nothing stored', async () => {
    at.source.manner = () => ({ chunked: true, noRanges: true });
    expect(await at.copy({ maxBytes: 6 * mebi })).toMatchObject({ kind: 'too_large' });
    expect(await at.copy({ maxBytes: mebi })).toMatchObject({ kind: 'too_large' });
    at.expectNothing();
  });

  it('gives no length and breaks off, is read from the beginning', async () => {
    at.source.manner = (_, number) => ({
      chunked: true,
      noRanges: true,
      ...(number === 1 && { dropAfter: 7 * mebi }),
    });
    at.expectRight(await at.copy());
    expect(at.s3.requests).toContain('AbortMultipartUpload');
  });

  it.each([
    ['sent as they come', streamed],
    ['sent from memory', inParts],
    ['read by several connections', byConnections],
  ])('forgets the file in mid-copy, leaves for the next turn what it had sent: %s', async (_, settings) => {
    at.source.manner = (_, number) => (number === 1 ? { dropAfter: 6 * mebi } : { status: 403 });
    const forgotten = new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (at.source.requests.length < 2) return;
        clearInterval(timer);
        setTimeout(resolve, 100); // By then, the copy knows.
      }, 5);
    });
    at.s3.misbehave = (operation) => (operation === 'UploadPart' ? forgotten : undefined);
    const result = await at.copy({ inParts: true }, settings);
    expect(result).toMatchObject({ kind: 'stale_link', partial: at.begun[0], bytesUp: 5 * mebi });
  });

  it('never gets on, costs no more than the stalls of one turn', async () => {
    at.source.manner = () => ({ stallAfter: 100 });
    expect(await at.copy({}, impatient)).toMatchObject({ kind: 'interrupted' });
    expect(at.source.requests).toHaveLength(4);
    at.expectNothing();
  });
});
