import { describe, expect, it } from 'vitest';
import { shapeOf } from '../../../lambdas/domain/provider/answer-shape.ts';

const nested = (levels: number, list = false): unknown =>
  levels === 0 ? 'end' : list ? [nested(levels - 1, true)] : { a: nested(levels - 1) };

describe('the shape of an answer', () => {
  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'null'],
    ['null', null, 'null'],
    ['a number', 7, 'number'],
    ['a text', 'secret', 'string'],
    ['an empty text', '', 'empty string'],
    ['a link', 'https://example.com/?token=t', 'link'],
    ['a link without TLS', 'HTTP://example.com', 'link'],
    ['a text with a link in it', 'see https://example.com', 'string'],
    ['JSON in a text', ' {"a":1}', 'string (JSON)'],
    ['a list in a text', '[1]', 'string (JSON)'],
    ['a text with a bracket in it', 'see [1]', 'string'],
    ['an empty list', [], '[]'],
    ['a list of one', [1], '[number]'],
    ['a list of two', [1, 'a'], '[number, ×2]'],
    ['an empty object', {}, '{}'],
    ['a list in an object', { a: [{ b: true }] }, '{a: [{b: boolean}]}'],
  ])('of %s has no value in it', (_, value, shape) => {
    expect(shapeOf(value)).toBe(shape);
  });

  it('goes six levels deep', () => {
    expect(shapeOf(nested(6))).toBe(`${'{a: '.repeat(6)}string${'}'.repeat(6)}`);
    expect(shapeOf(nested(7))).toBe(`${'{a: '.repeat(6)}{}${'}'.repeat(6)}`);
    expect(shapeOf(nested(6, true))).toBe(`${'['.repeat(6)}string${']'.repeat(6)}`);
    expect(shapeOf(nested(7, true))).toBe(`${'['.repeat(7)}${']'.repeat(7)}`);
  });

  it('has thirty keys of an object, and says if there are more', () => {
    const wide = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n]));
    expect(shapeOf(wide(30))).toMatch(/k29: number}$/);
    expect(shapeOf(wide(31))).toMatch(/k29: number, …}$/);
  });

  it('fits into the record', () => {
    const wide = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`k${n}`.padEnd(40, 'x'), n]));
    expect(shapeOf(wide)).toHaveLength(1_000);
  });

  it('shows no key that may be data', () => {
    expect(shapeOf({ 'sk-live_123': 1, '1a': 1, 'a b': 1, [`a${'b'.repeat(39)}`]: 1 })).toBe(
      `{sk-live_123: number, …: number, …: number, a${'b'.repeat(39)}: number}`,
    );
    expect(shapeOf({ [`a${'b'.repeat(40)}`]: 1 })).toBe('{…: number}');
  });
});
