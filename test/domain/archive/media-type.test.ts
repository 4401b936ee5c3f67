import { describe, expect, it } from 'vitest';
import { sniffVideo, videoType } from '../../../lambdas/domain/archive/media-type.ts';

const bytes = (text: string) => Buffer.from(text.padEnd(192, '\0'), 'latin1');

describe('the first bytes of a file', () => {
  it.each([
    ['\0\0\0\x20ftypisom', 'video/mp4'],
    ['\0\0\0\x1cftypmp42', 'video/mp4'],
    ['\0\0\0\x14ftypqt  ', 'video/quicktime'],
    ['\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm', 'video/webm'],
    ['\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska', 'video/x-matroska'],
    ['RIFF\0\0\0\0AVI LIST', 'video/x-msvideo'],
    ['\0\0\x01\xba', 'video/mpeg'],
    [`G${'\0'.repeat(187)}G`, 'video/mp2t'],
  ])('prove %j to be %s', (text, type) => {
    expect(sniffVideo(bytes(text))).toBe(type);
  });

  it.each([
    '<!DOCTYPE html><html>',
    '{"code":"204","msg":"no"}',
    '<?xml version="1.0"?><Error>',
    '\x89PNG\r\n\x1a\n',
    '\0\0\0\x18ftypheic',
    '\0\0\0\x18ftypavif',
    '\0\0\0\x18ftypM4A ',
    'RIFF\0\0\0\0WEBPVP8 ',
    'ID3\x04',
    'Getting nowhere',
    '',
  ])('prove %j to be no video', (text) => {
    expect(sniffVideo(bytes(text))).toBeUndefined();
  });
});

describe('the type of a video', () => {
  it('is what the source says, where that is a video’s, without parameters', () => {
    expect(videoType('Video/MP4; codecs="avc1"', 'video/quicktime')).toBe('video/mp4');
  });

  it('is what the bytes prove otherwise', () => {
    for (const declared of [
      undefined,
      '',
      'application/octet-stream',
      'text/html',
      'video/',
      'video/mp4\r\nx',
    ]) {
      expect(videoType(declared, 'video/webm')).toBe('video/webm');
    }
  });
});
