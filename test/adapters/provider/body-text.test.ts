import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bodyText } from '../../../lambdas/adapters/provider/body-text.ts';

const text = '{"id":"a","error":"上游"}';

describe('the text of an answer', () => {
  it.each([
    ['plain', Buffer.from(text), {}],
    ['with a byte order mark', Buffer.from(`\uFEFF${text}`), {}],
    ['gzipped without saying so', gzipSync(text), {}],
    ['gzipped', gzipSync(text), { 'content-encoding': 'gzip' }],
    ['plain though it says gzip', Buffer.from(text), { 'content-encoding': 'gzip' }],
    ['by brotli', brotliCompressSync(text), { 'content-encoding': 'br' }],
    ['plain though it says br', Buffer.from(text), { 'content-encoding': 'br' }],
    ['deflated', deflateSync(text), { 'content-encoding': 'deflate' }],
    ['deflated without a header of zlib', deflateRawSync(text), { 'content-encoding': 'deflate' }],
    ['in UTF-16', Buffer.from(`\uFEFF${text}`, 'utf16le'), {}],
    ['of an unknown charset', Buffer.from(text), { 'content-type': 'application/json; charset=none' }],
  ])('is read %s', (_, body, headers) => {
    expect(bodyText(body, headers as Record<string, string>)).toBe(text);
  });

  it('is read in GBK if the header says so', () => {
    const gbk = Buffer.from([0x22, 0xc9, 0xcf, 0xd3, 0xce, 0x22]);
    expect(bodyText(gbk, { 'content-type': 'text/plain;charset=GBK' })).toBe('"上游"');
  });

  it('does not grow without bound when it is decompressed', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    expect(bodyText(bomb, {}).length).toBeLessThan(1024 * 1024);
  });
});
