/** A curve by its values at whole positions; past its end it keeps the last one. */
export type Curve = Float64Array;

export const valueAt = (curve: Curve, n: number): number => curve[n] ?? curve[curve.length - 1] ?? 0;

/** Straight between two positions. */
export const between = (curve: Curve, position: number): number => {
  const n = Math.floor(position);
  return valueAt(curve, n) + (valueAt(curve, n + 1) - valueAt(curve, n)) * (position - n);
};

/** Trapezoids. */
export const integral = (curve: Curve): Curve => {
  const sums = new Float64Array(curve.length);
  for (let n = 1; n < curve.length; n++) {
    sums[n] = valueAt(sums, n - 1) + (valueAt(curve, n - 1) + valueAt(curve, n)) / 2;
  }
  return sums;
};
