import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Extents } from '../../../lambdas/domain/media/extents.ts';

describe('ranges of a file', () => {
  it('hold what lies within one of them, and nothing that reaches out of it', () => {
    const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 9 })), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(gaps, fc.nat(60), fc.nat(20), (steps, from, length) => {
        const extents = new Extents();
        const ranges: [number, number][] = [];
        let at = 0;
        for (const [gap, size] of steps) {
          extents.add(at + gap, at + gap + size);
          ranges.push([at + gap, at + gap + size]);
          at += gap + size;
        }
        const within = ranges.some(([start, end]) => start <= from && from + length <= end);
        expect(extents.holds(from, from + length)).toBe(within);
        expect([...extents.each()]).toEqual(ranges);
        expect(extents.count).toBe(ranges.length);
      }),
      { numRuns: 300 },
    );
  });

  it('that touch are one', () => {
    const extents = new Extents();
    extents.add(0, 10);
    extents.add(10, 20);
    expect([...extents.each()]).toEqual([[0, 20]]);
    expect(extents.holds(5, 15)).toBe(true);
  });

  it('are kept up to 65,536 of them, one MiB, and say if there were more', () => {
    const extents = new Extents();
    for (let count = 0; count < 65_536; count += 1) extents.add(count * 2, count * 2 + 1);
    expect([extents.count, extents.overfull]).toEqual([65_536, false]);
    extents.add(131_071, 131_080);
    expect([extents.count, extents.overfull]).toEqual([65_536, false]);
    extents.add(131_090, 131_091);
    expect([extents.count, extents.overfull]).toEqual([65_536, true]);
  });
});
