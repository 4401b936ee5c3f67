import { describe, expect, it } from 'vitest';
import { hostMatches } from '../../../lambdas/domain/callbacks/host-patterns.ts';

const matches = (host: string, port: number, ...patterns: string[]) => hostMatches({ host, port }, patterns);

const rows: readonly (readonly [pattern: string, host: string, port: number, matches: boolean])[] = [
  ['example.com', 'example.com', 443, true],
  ['example.com', 'example.com', 8443, true],
  ['EXAMPLE.com', 'example.com', 443, true],
  ['example.com', 'hooks.example.com', 443, false],
  ['example.com', 'example.com.evil.org', 443, false],
  ['example.com', 'notexample.com', 443, false],
  ['*.example.com', 'hooks.example.com', 443, true],
  ['*.example.com', 'a.b.example.com', 443, true],
  ['*.EXAMPLE.com', 'hooks.example.com', 443, true],
  ['*.example.com', 'example.com', 443, false],
  ['*.example.com', 'hooksexample.com', 443, false],
  ['*.example.com', 'example.com.evil.org', 443, false],
  ['*.münchen.de', 'a.xn--mnchen-3ya.de', 443, true],
  ['münchen.de', 'xn--mnchen-3ya.de', 443, true],
  ['example.com:8443', 'example.com', 8443, true],
  ['example.com:8443', 'example.com', 443, false],
  ['*.example.com:8443', 'hooks.example.com', 8443, true],
  ['*.example.com:8443', 'hooks.example.com', 443, false],
  ['127.0.0.1', '127.0.0.1', 9000, true],
  ['127.0.0.1:9000', '127.0.0.1', 9000, true],
  ['127.0.0.1:9000', '127.0.0.1', 9001, false],
  ['127.0.0.1:9000', '127.0.0.10', 9000, false],
  ['::1', '::1', 9000, true],
  ['[::1]', '::1', 9000, true],
  ['[::1]:9000', '::1', 9000, true],
  ['[::1]:9000', '::1', 9001, false],
  ['[0:0:0:0:0:0:0:1]', '::1', 80, true],
  ['0:0:0:0:0:0:0:1', '::1', 80, true],
  ['::2', '::1', 80, false],
  ['1::9000', '1::9000', 443, true],
  ['not a host', 'not a host', 443, true],
  ['NOT A HOST', 'not a host', 443, true],
];

describe('a host and a pattern', () => {
  it.each(rows)('%s and %s at port %i match: %s', (pattern, host, port, expected) => {
    expect(matches(host, port, pattern)).toBe(expected);
  });

  it('match if any of several patterns does', () => {
    expect(matches('b.org', 443, 'a.org', 'b.org', 'c.org')).toBe(true);
    expect(matches('d.org', 443, 'a.org', 'b.org', 'c.org')).toBe(false);
  });

  it('never match without a pattern', () => {
    expect(matches('a.org', 443)).toBe(false);
  });
});
