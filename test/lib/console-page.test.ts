import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { type BuiltPage, buildConsolePage } from '../../lib/console-page.ts';

const most = 60_000;

let page: BuiltPage;
beforeAll(async () => {
  page = await buildConsolePage();
});

const elements = (name: string): string[] =>
  [...page.html.matchAll(new RegExp(`<${name}\\b[^>]*>([\\s\\S]*?)</${name}>`, 'g'))].map(
    ([, text]) => text ?? '',
  );

test('the console has 60 KB at most, compressed', () => {
  expect(gzipSync(page.html).length).toBeLessThanOrEqual(most);
});

test('the policy’s hashes are those of the only script and the only style', () => {
  for (const [name, hash] of [
    ['script', page.script],
    ['style', page.style],
  ] as const) {
    const [text = '', ...more] = elements(name);
    expect(more).toEqual([]);
    expect(hash).toBe(`sha256-${createHash('sha256').update(text).digest('base64')}`);
  }
});

test('the console loads nothing, and has no handler or style in its markup', () => {
  const markup = page.html.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '');
  expect(markup).not.toMatch(/\b(src|href)="(?!data:)/);
  expect(markup).not.toMatch(/\b(on\w+|style)=/);
  expect(elements('style')[0]).not.toMatch(/url\(|@import|@font-face/);
});
