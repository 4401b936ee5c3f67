import { describe, expect, it } from 'vitest';
import { formatOfHead } from '../../../lambdas/domain/media/head-format.ts';
import { holdsLabel, isC2pa, mayHoldLabel } from '../../../lambdas/domain/media/provenance.ts';
import { isTopLevel, maybeBox, sniff } from '../../../lambdas/domain/media/sniff.ts';
import { stillFormat } from '../../../lambdas/domain/media/still.ts';
import { formats } from '../../../lambdas/domain/media/verdict.ts';
import { box } from '../../../lib/local/provider/boxes.ts';

const text = (content: string) => Buffer.from(content, 'latin1');
const looks = (content: string | Buffer) => {
  const sniffed = sniff(typeof content === 'string' ? text(content) : content);
  return 'looksLike' in sniffed
    ? sniffed.looksLike
    : 'container' in sniffed
      ? sniffed.container
      : sniffed.kind;
};

describe('the first bytes of a file', () => {
  it.each<[string, string]>([
    ['\xff\xd8\xff\xe1', 'jpeg'],
    ['\xff\xd8\xfe\x01', 'unknown'],
    ['\x89PNG\r\n', 'png'],
    ['GIF87a\x01', 'gif'],
    ['%PDF-1\x01', 'pdf'],
    ['PK\x03\x04\x14', 'zip'],
    ['PK\x05\x06\0', 'zip'],
    ['\x1f\x8b\x08', 'gzip'],
    ['ID3\x03\0', 'audio'],
    ['\xff\xfb\x90\0', 'audio'],
    ['\xff\xf1\x50\0', 'audio'],
    ['fLaC\0', 'audio'],
    ['RIFF\x01\0\0\0WAVEfmt ', 'audio'],
    ['RIFF\x01\0\0\0WEBPVP8', 'webp'],
    ['RIFF\x01\0\0\0AVI LIST', 'avi'],
    ['FLV\x01\x05', 'flv'],
    ['FLV\x02\x05', 'unknown'],
    ['OggS\0\x02 vorbis', 'audio'],
    ['OggS\0\x02 OpusHead', 'audio'],
    ['OggS\0\x02 theora', 'ogg'],
    ['OggS\0\x02 BBCD\0', 'ogg'],
    ['OggS\0\x02 theora vorbis', 'ogg'],
    ['OggS\0\x02 other', 'ogg'],
    ['\0\0\x01\xba\x44', 'mpeg'],
    ['\x1aE\xdf\xa3\x9f', 'matroska'],
    [`G${'\0'.repeat(187)}G`, 'mpegts'],
    [`G${'\0'.repeat(187)}H`, 'unknown'],
    [`H${'\0'.repeat(187)}G`, 'unknown'],
    ['\0\0\0\x18ftypmp42', 'boxes'],
    ['\0\0\0\x18XtraXXXX', 'boxes'],
    ['\0\0\0\x07Xtra', 'unknown'],
    ['\x01\0\0\x18Xtra\x01', 'unknown'],
    ['\0\0\0\x18Xt!aXX', 'unknown'],
    ['\0\0\0\0\0\0\0\0\0', 'unknown'],
    ['<html>', 'html'],
    ['  <HEAD>', 'html'],
    ['<body bgcolor="red">', 'html'],
    ['<title>x', 'html'],
    ['<script>', 'html'],
    ['<meta x>', 'html'],
    ['<p>no', 'html'],
    ['<h1>no', 'html'],
    ['<center>', 'html'],
    ['<!DOCTYPE html>', 'html'],
    ['<?xml version="1.0"?><html>', 'html'],
    ['<!-- x --><html>', 'html'],
    ['<?xml version="1.0"?><a>', 'xml'],
    ['<Error>', 'xml'],
    ['<pre>', 'xml'],
    ['< a', 'text'],
    ['see <html>', 'text'],
    ['{"a":1}', 'json'],
    ['[1]', 'json'],
    ['"gone"', 'json'],
    ['no {"a":1}', 'text'],
    ['#EXTM3U\n', 'playlist'],
    ['x #EXTM3U', 'text'],
    ['a\tb\r\nc\x0b\x0c', 'text'],
    ['\xef\xbb\xbf{"a":1}', 'json'],
    ['a\xef\xbb\xbf', 'text'],
    ['a\x1bb', 'text'],
    ['a\x0eb', 'unknown'],
    ['a\x1fb', 'unknown'],
    ['a\x08b', 'unknown'],
    ['\xffA<html>', 'text'],
    ['A\xfe<html>', 'text'],
    ['\xfeA<html>', 'text'],
    ['A\xff<html>', 'text'],
    ['<\xef\xbb\xbfhtml>', 'text'],
  ])('%j look like %s', (content, kind) => {
    expect(looks(content)).toBe(kind);
  });

  it('may be text of sixteen bits, in either order', () => {
    const utf16 = Buffer.from('\ufeff<html>', 'utf16le');
    expect(looks(utf16)).toBe('html');
    expect(looks(Buffer.from(utf16).swap16())).toBe('html');
    expect(looks(Buffer.concat([Buffer.from([0xff, 0xfe]), text('\x01\x02')]))).toBe('unknown');
  });

  it('tell a box by its name', () => {
    for (const type of ['ftyp', 'moov', 'mdat', 'free', 'uuid', 'PICT', 'etyp'])
      expect(isTopLevel(type)).toBe(true);
    for (const type of ['trak', 'ftyp moov', '', 'MOOV']) expect(isTopLevel(type)).toBe(false);
    expect(maybeBox(Buffer.concat([text('abc'), box('\xa9nam')]), 3)).toBe(true);
    for (const type of ['a-_9', 'a  b']) expect(maybeBox(box(type))).toBe(true);
    expect(maybeBox(box('free').subarray(0, 7))).toBe(false);
  });

  it.each<[string, string | undefined]>([
    ['\0\0\0\x08wide\0\0\x10\0mdat', '.mov'],
    ['\0\0\0\x08pnot\0\0\x10\0mdat', '.mov'],
    ['\0\0\0\x14ftyp3g2a', '.3g2'],
    ['\0\0\0\x14ftyp3gp5', '.3gp'],
    ['\0\0\0\x14ftyp3gXX', '.mp4'],
    ['\0\0\0\x14ftypx3gp', '.mp4'],
    ['\0\0\0\x14ftypM4VH', '.m4v'],
    ['\0\0\0\x14ftypqt  ', '.mov'],
    ['\0\0\0\x14ftypM4A ', '.mp4'],
    ['\0\0\0\x08free\0\0\0\x14ftypqt  ', '.mov'],
    ['OggS\0\x02 theora', '.ogv'],
    ['FLV\x01\x05', '.flv'],
    ['GIF89a', undefined],
  ])('%j name a file in %s', (content, extension) => {
    expect(formatOfHead(text(content))?.extension).toBe(extension);
  });
});

describe('a picture’s format', () => {
  it.each([
    ['\xff\xd8\xff', 'image/jpeg', '.jpg'],
    ['\x89PNG', 'image/png', '.png'],
    ['RIFF\0\0\0\0WEBP', 'image/webp', '.webp'],
    ['GIF89a\x01', 'image/gif', '.gif'],
  ])('%j is %s', (content, contentType, extension) => {
    expect(stillFormat(text(content))).toEqual({ contentType, extension });
  });

  it('is none of a page, a film or a PDF', () => {
    for (const content of ['<html>', '\0\0\0\x18ftypmp42', '%PDF\x01', ''])
      expect(stillFormat(text(content))).toBeUndefined();
  });
});

it('every format has a media type of videos and its usual ending', () => {
  for (const [name, { container, contentType, extension }] of Object.entries(formats)) {
    expect(container).toBe(name);
    expect(contentType).toMatch(/^video\/[\w.-]+$/);
    expect(extension).toMatch(/^\.[a-z\d]{2,4}$/);
  }
  expect(new Set(Object.values(formats).map(({ contentType }) => contentType)).size).toBe(12);
});

describe('where a film comes from', () => {
  const c2pa = Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex');
  const xmp = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
  const jumd = (type: string) =>
    Buffer.concat([Buffer.from([0, 0, 0, 30]), text('jumd'), Buffer.from(type, 'hex')]);

  it('is told by a C2PA manifest, in either box', () => {
    expect(isC2pa('uuid', Buffer.concat([c2pa, text('more')]))).toBe(true);
    expect(isC2pa('jumb', jumd('6332706100110010800000aa00389b71'))).toBe(true);
    expect(isC2pa('uuid', xmp)).toBe(false);
    expect(isC2pa('free', c2pa)).toBe(false);
    expect(isC2pa('jumb', jumd('6a736f6e00110010800000aa00389b71'))).toBe(false);
    expect(isC2pa('jumb', Buffer.concat([Buffer.alloc(8), Buffer.from('63327061001100108000', 'hex')]))).toBe(
      false,
    );
    expect(isC2pa('free', jumd('6332706100110010800000aa00389b71'))).toBe(false);
  });

  it('may be told by metadata and XMP', () => {
    for (const type of ['meta', 'udta']) expect(mayHoldLabel(type, Buffer.alloc(0))).toBe(true);
    expect(mayHoldLabel('uuid', xmp)).toBe(true);
    expect(mayHoldLabel('uuid', c2pa)).toBe(false);
    expect(mayHoldLabel('free', xmp)).toBe(false);
  });

  it.each<[string, boolean]>([
    ['the mdtaAIGC\0', true],
    ['mdtacom.example.AIGC\0', true],
    ['mdtacom.example.xAIGC\0', false],
    ['x mdtaAIGCs', false],
    ['name\0\0\0\0AIGC', true],
    ['name\0\0\0AIGC', false],
    ['http://www.tc260.org.cn/ns/AIGC/1.0', true],
    ['http://www.tc260-org-cn/ns/AIGC/1.0', false],
    ['{"ContentProducer":"1","ProduceID":"2"}', true],
    ['{"ContentProducer":"1"}', false],
    ['{"ProduceID":"2"}', false],
    ['About AIGC', false],
    ['', false],
  ])('by %j is told: %s', (content, held) => {
    expect(holdsLabel(text(content))).toBe(held);
  });

  it('is told by a box of that name, and by no other with the name in it', () => {
    expect(holdsLabel(box('AIGC', '{}'))).toBe(true);
    expect(holdsLabel(Buffer.concat([box('free'), box('AIGC')]))).toBe(true);
    expect(holdsLabel(box('free', 'AIGC'))).toBe(false);
  });
});
