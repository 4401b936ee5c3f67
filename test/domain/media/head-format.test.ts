import { describe, expect, it } from 'vitest';
import { formatOfHead } from '../../../lambdas/domain/media/head-format.ts';

import { signatureBytes } from '../../../lambdas/domain/media/sniff.ts';

const bytes = (text: string) => Buffer.from(text.padEnd(signatureBytes, '\0'), 'latin1');

describe('the first bytes of a file', () => {
  it.each([
    ['\0\0\0\x20ftypisom', 'video/mp4', '.mp4'],
    ['\0\0\0\x1cftypmp42', 'video/mp4', '.mp4'],
    ['\0\0\0\x14ftypqt  ', 'video/quicktime', '.mov'],
    ['\0\0\0\x1cftypM4V ', 'video/x-m4v', '.m4v'],
    ['\0\0\0\x1cftyp3gp4', 'video/3gpp', '.3gp'],
    ['\0\0\0\x08free\0\0\0\x20ftypisom', 'video/mp4', '.mp4'],
    ['\0\0\0\x10skip12345678\0\0\0\x20ftypqt  ', 'video/quicktime', '.mov'],
    ['\0\0\0\x08wide\0\0\x10\0mdat', 'video/quicktime', '.mov'],
    ['\0\0\0\x01mdat\0\0\0\0\0\x10\0\0', 'video/mp4', '.mp4'],
    ['\0\0\0\0mdat\0\0\0\0', 'video/mp4', '.mp4'],
    ['\0\x01\0\0moov\0\0\0\x6cmvhd', 'video/mp4', '.mp4'],
    ['\0\0\0\x18stypmsdh', 'video/mp4', '.mp4'],
    ['\0\x01\0\0uuid0123456789', 'video/mp4', '.mp4'],
    ['\0\0\0\x20pdin0123456789', 'video/mp4', '.mp4'],
    ['\0\0\0\x2csidx\0\0\0\0', 'video/mp4', '.mp4'],
    ['\0\0\x01\0moof\0\0\0\x10mfhd', 'video/mp4', '.mp4'],
    ['\0\0\0\x40emsg\0\0\0\0', 'video/mp4', '.mp4'],
    ['\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm', 'video/webm', '.webm'],
    ['\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska', 'video/x-matroska', '.mkv'],
    ['RIFF\0\0\0\0AVI LIST', 'video/x-msvideo', '.avi'],
    ['\0\0\x01\xba', 'video/mpeg', '.mpg'],
    [`G${'\0'.repeat(187)}G`, 'video/mp2t', '.ts'],
  ])('prove %j to be %s, which ends in %s', (text, contentType, extension) => {
    expect(formatOfHead(bytes(text))).toMatchObject({ contentType, extension });
  });

  it.each([
    '<!DOCTYPE html><html>',
    '{"code":"204","msg":"no"}',
    '<?xml version="1.0"?><Error>',
    '\x89PNG\r\n\x1a\n',
    'we skip this page',
    '{"a":free to use}',
    'RIFF\0\0\0\0WEBPVP8 ',
    'ID3\x04',
    'Getting nowhere',
    '',
  ])('prove %j to be no video', (text) => {
    expect(formatOfHead(bytes(text))).toBeUndefined();
  });
});
