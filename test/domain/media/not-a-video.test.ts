import { describe, expect, it } from 'vitest';
import { mediaReader } from '../../../lambdas/domain/media/media-reader.ts';
import type { Lookalike } from '../../../lambdas/domain/media/verdict.ts';
import { box, u32 } from '../../../lib/local/provider/boxes.ts';
import { edit } from '../../support/media-boxes.ts';
import { mediaFile, ranged, streamed } from '../../support/media-files.ts';

const text = (content: string) => Buffer.from(content, 'latin1');
const wide = (content: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(content, 'utf16le')]);
const audio = edit(
  edit(mediaFile('moov-last.mp4'), 'vmhd', () => Buffer.alloc(0)),
  'hdlr',
  (hdlr) => text(hdlr.toString('latin1').replace('vide', 'soun')),
);
const heif = Buffer.concat([
  box('ftyp', 'heic', u32(0), 'mif1heic'),
  box('meta', u32(0), box('hdlr', u32(0, 0), 'pict'), Buffer.alloc(50)),
  box('mdat', 'a picture'),
]);

const others: readonly (readonly [what: string, file: Buffer, looksLike: Lookalike])[] = [
  ['nothing', Buffer.alloc(0), 'empty'],
  ['a page', text('<!DOCTYPE html><html><body>Sign in</body></html>'), 'html'],
  ['a page after blank lines', text('\r\n\r\n  <HTML><head>'), 'html'],
  ['a page after a byte order mark', Buffer.from('\ufeff<html>'), 'html'],
  ['a page in UTF-16', wide('<html><body>no</body></html>'), 'html'],
  ['a page with an XML declaration', text('<?xml version="1.0"?><!DOCTYPE html><html xmlns="x">'), 'html'],
  ['an error of a store', text('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'), 'xml'],
  ['an error without a declaration', text('<Error><Code>NoSuchKey</Code></Error>'), 'xml'],
  ['an answer', text('{"code":404,"msg":"gone"}'), 'json'],
  ['an answer with a box’s name in it', text('{"a":free, "moov": 1, "mdat": 2}'), 'json'],
  ['a list', text('[{"url":"https://x.example/1.mp4"}]'), 'json'],
  ['a sentence', text('Not found'), 'text'],
  ['a sentence with a box’s name at its place', text('The free trial is over.'), 'text'],
  ['a sentence in Chinese', Buffer.from('视频已过期'), 'text'],
  ['a playlist', text('#EXTM3U\n#EXT-X-VERSION:3\n'), 'playlist'],
  ['a JPEG', text('\xff\xd8\xff\xe0\0\x10JFIF'), 'jpeg'],
  ['a PNG', text('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), 'png'],
  ['a GIF', text('GIF89a\x01\0\x01\0'), 'gif'],
  ['a WebP', text('RIFF\x24\0\0\0WEBPVP8 '), 'webp'],
  ['a HEIC', heif, 'picture'],
  [
    'a JPEG XL',
    Buffer.concat([box('JXL ', u32(0x0d0a870a)), box('ftyp', 'jxl ', u32(0), 'jxl '), box('jxlc', 'x')]),
    'picture',
  ],
  ['a JPEG 2000', Buffer.concat([box('jP  ', u32(0x0d0a870a)), box('jp2h', 'x')]), 'unknown'],
  ['a PDF', text('%PDF-1.7\n\xe2\xe3'), 'pdf'],
  ['a ZIP', text('PK\x03\x04\x14\0'), 'zip'],
  ['something packed', text('\x1f\x8b\x08\0'), 'gzip'],
  ['an MP3', text('ID3\x04\0\0'), 'audio'],
  ['a WAV', text('RIFF\x24\0\0\0WAVEfmt '), 'audio'],
  ['an Ogg with sound alone', text(`OggS\0\x02${'\0'.repeat(22)}OpusHead`), 'audio'],
  ['an MP4 with sound alone', audio, 'audio'],
  ['zeros', Buffer.alloc(5000), 'unknown'],
  ['noise', text('\x01\x02\x03\x04\x05\x06\x07\x08\xff\xfe'), 'unknown'],
  ['one byte', Buffer.from([0]), 'unknown'],
];

describe('a file that is no video is called by what it looks like', () => {
  it.each(others)('%s', async (_, file, looksLike) => {
    expect(streamed(file)).toEqual({ kind: 'not_a_video', looksLike });
    expect((await ranged(file)).verdict).toEqual({ kind: 'not_a_video', looksLike });
  });

  it('is known before the whole of it has come', () => {
    const reader = mediaReader();
    expect(reader.push(text('<!DOCTYPE html>'))).toBeUndefined();
    expect(reader.push(text(' '.repeat(600)))).toEqual({ kind: 'not_a_video', looksLike: 'html' });
    expect(reader.push(text('more'))).toEqual({ kind: 'not_a_video', looksLike: 'html' });
    expect(reader.end()).toEqual({ kind: 'not_a_video', looksLike: 'html' });
  });
});

describe('a video of a format whose structure is not read is let through by its first bytes', () => {
  it.each([
    ['AVI', text(`RIFF\0\0\0\0AVI LIST${'\0'.repeat(500)}`), 'avi', 'video/x-msvideo', '.avi'],
    ['FLV', text('FLV\x01\x05\0\0\0\x09'), 'flv', 'video/x-flv', '.flv'],
    ['Ogg', text(`OggS\0\x02${'\0'.repeat(22)}\x80theora`), 'ogg', 'video/ogg', '.ogv'],
    ['MPEG program stream', text('\0\0\x01\xba\x44'), 'mpeg', 'video/mpeg', '.mpg'],
    ['MPEG transport stream', text(`G${'\0'.repeat(187)}G`), 'mpegts', 'video/mp2t', '.ts'],
  ])('%s', (_, file, container, contentType, extension) => {
    const facts = { container, contentType, extension, provenance: { c2pa: false, aigcLabel: false } };
    expect(streamed(file)).toEqual({ kind: 'whole', facts, checked: 'signature', endProved: false });
  });
});
