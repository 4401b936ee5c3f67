import { describe, expect, it } from 'vitest';
import { between, integral, valueAt } from '../../../lambdas/domain/polling/curve.ts';

const curve = Float64Array.of(0, 1, 5, 4);

describe('a curve', () => {
  it('keeps its last value past its end', () => {
    expect([valueAt(curve, 2), valueAt(curve, 3), valueAt(curve, 4), valueAt(curve, 99)]).toEqual([
      5, 4, 4, 4,
    ]);
    expect([between(curve, 3.5), between(curve, 1e9)]).toEqual([4, 4]);
  });

  it('is straight between two positions', () => {
    expect([0, 0.25, 1, 1.5, 2.75].map((position) => between(curve, position))).toEqual([
      0, 0.25, 1, 3, 4.25,
    ]);
  });

  it('has an integral in trapezoids', () => {
    expect([...integral(curve)]).toEqual([0, 0.5, 3.5, 8]);
  });
});
