import { describe, expect, it } from 'vitest';
import { linkOf, numberOf, plainText, textOf, timeOf } from '../../../lambdas/domain/provider/payload.ts';

describe('a field', () => {
  it('is read as a text or a number, however it was sent, and as neither if it is empty', () => {
    expect(['  a b ', 7, 0, 9007199254740993n].map(textOf)).toEqual(['a b', '7', '0', '9007199254740993']);
    expect(['', ' ', null, undefined, {}, [], true].map(textOf)).toEqual(Array(7).fill(undefined));
    expect([' 1.5 ', 2, '-3', 0].map(numberOf)).toEqual([1.5, 2, -3, 0]);
    expect(['', 'x', null, 'Infinity', undefined].map(numberOf)).toEqual(Array(5).fill(undefined));
  });

  it.each<[string, unknown, string | undefined]>([
    ['seconds', 1_761_635_478, '2025-10-28T07:11:18.000Z'],
    ['seconds in a text', '1761635478', '2025-10-28T07:11:18.000Z'],
    ['milliseconds', 1_761_635_478_123, '2025-10-28T07:11:18.123Z'],
    ['fractions of a second', 1_761_635_478.1234, '2025-10-28T07:11:18.123Z'],
    ['ISO 8601', '2025-10-28T07:11:18Z', '2025-10-28T07:11:18.000Z'],
    ['the first moment that is believed', 1_577_836_800, '2020-01-01T00:00:00.000Z'],
    ['the last one', 4_102_444_799.999, '2099-12-31T23:59:59.999Z'],
    ['a moment before', 1_577_836_799.999, undefined],
    ['a moment after', 4_102_444_800, undefined],
    ['the year 5138', 1e11, undefined],
    ['a date without a time', '2025-10-28', undefined],
    ['a sentence with a time', 'at 2025-10-28T07:11:18Z', undefined],
    ['a broken time', '2025-13-28T07:11:18Z', undefined],
    ['a list', ['2025-10-28T07:11:18Z'], undefined],
    ['nothing', undefined, undefined],
  ])('of a time is read: %s', (_, value, time) => {
    const read = timeOf(value);
    expect(read === undefined ? undefined : new Date(read).toISOString()).toBe(time);
  });
});

describe('a link', () => {
  it.each([
    ['https://a.example/v?x=1', 'https://a.example/v?x=1'],
    ['http://a.example/v', 'http://a.example/v'],
    ['  https://a.example/v\n', 'https://a.example/v'],
    ['//a.example/v', 'https://a.example/v'],
    ['https://a.example/v?a=1&amp;b=2&amp;c=3', 'https://a.example/v?a=1&b=2&c=3'],
  ])('is taken as it was meant: %j', (given, taken) => {
    expect(linkOf(given)).toBe(taken);
  });

  it.each([
    '',
    '/v.mp4',
    'a.example',
    'ftp://a.example/v',
    'data:video/mp4,x',
    'https:',
    'Stryker',
    7,
    null,
    {},
  ])('is none: %j', (given) => {
    expect(linkOf(given)).toBeUndefined();
  });

  it('has at most 16,000 characters', () => {
    const long = (length: number) => 'https://a.example/'.padEnd(length, 'x');
    expect(linkOf(long(16_000))).toBe(long(16_000));
    expect(linkOf(long(16_001))).toBeUndefined();
  });
});

describe('a text for people', () => {
  it('has no controls, no marks that turn its direction, and no half characters', () => {
    expect(plainText(' a\u0000\u0007b\r\n\r\nc\u2028d\u202Ee\u2066 ')).toBe('a b c de');
    expect(plainText('a\uD83D')).toBe('a\uFFFD');
    expect(plainText('😀😀😀', 2)).toBe('😀😀');
    expect(plainText(`${'x'.repeat(999)} y`)).toBe('x'.repeat(999));
  });
});
