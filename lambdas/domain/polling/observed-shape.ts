import { between, type Curve } from './curve.ts';

/** A sighting in shares of the family's distribution: a task finished between `from` and `to` of it. */
export interface SeenShare {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** The grid: half a thousandth of the tasks each. */
const levels = 11;
const leaves = 2 ** levels;
/** Enough for the shape to settle; most of it does in ten. */
const rounds = 60;

/**
 * How what was seen bends the family's distribution, which may have any shape: at `n`, the share of tasks that are finished when
 * `n / 2048` of the family's are. Straight if nothing was seen.
 *
 * It is the expectation–maximisation for intervals (Turnbull's), but on a Pólya tree: each round spreads every sighting
 * over its interval as the shape so far has it, and then divides every branch of the tree by the counts on both sides.
 * A branch keeps some of the family's halves: more the deeper it is, since a cliff is rarer than a hump, and less the more was seen.
 */
export const shapeOf = (seen: readonly SeenShare[]): Curve => {
  const total = seen.reduce((sum, { weight }) => sum + weight, 0);
  const intervals = seen.map(({ from, to, weight }) => {
    const first = Math.min(from * leaves, leaves - narrowest);
    return { from: first, to: Math.min(Math.max(to * leaves, first + narrowest), leaves), weight };
  });
  let shape: Curve = Float64Array.from({ length: leaves + 1 }, (_, n) => n / leaves);
  if (total <= 0) return shape;
  for (let round = 0; round < rounds; round++) shape = divided(countsIn(shape, intervals), total);
  return shape;
};

/** In leaves. */
const narrowest = 1e-3;

/** How many of the tasks seen are expected in each leaf. */
const countsIn = (shape: Curve, intervals: readonly SeenShare[]): Float64Array => {
  const counts = new Float64Array(leaves);
  const rates = new Float64Array(leaves + 1);
  const mass = (leaf: number): number => (shape[leaf + 1] ?? 1) - (shape[leaf] ?? 1);
  const add = (values: Float64Array, n: number, more: number): void => {
    values[n] = (values[n] ?? 0) + more;
  };
  for (const { from, to, weight } of intervals) {
    const rate = weight / Math.max(between(shape, to) - between(shape, from), Number.MIN_VALUE);
    if (!Number.isFinite(rate)) continue;
    const [first, last] = [Math.floor(from), Math.min(Math.floor(to), leaves - 1)];
    add(rates, first, rate);
    add(rates, last + 1, -rate);
    // Of the leaves at both ends, only a part belongs to it.
    add(counts, first, -rate * mass(first) * (from - first));
    add(counts, last, -rate * mass(last) * (last + 1 - to));
  }
  let rate = 0;
  for (let leaf = 0; leaf < leaves; leaf++) {
    rate += rates[leaf] ?? 0;
    counts[leaf] = Math.max(0, (counts[leaf] ?? 0) + Math.max(0, rate) * mass(leaf));
  }
  return counts;
};

const divided = (counts: Float64Array, total: number): Curve => {
  const tree = new Float64Array(2 * leaves);
  tree.set(counts, leaves);
  for (let node = leaves - 1; node > 0; node--)
    tree[node] = (tree[2 * node] ?? 0) + (tree[2 * node + 1] ?? 0);
  const masses = new Float64Array(2 * leaves);
  masses[1] = 1;
  for (let level = 1; level <= levels; level++) {
    for (let node = 2 ** (level - 1); node < 2 ** level; node++) {
      const mass = masses[node] ?? 0;
      masses[2 * node] = mass * leftShare(tree[2 * node] ?? 0, tree[node] ?? 0, level / total ** 2);
      masses[2 * node + 1] = mass - (masses[2 * node] ?? 0);
    }
  }
  const shape = new Float64Array(leaves + 1);
  for (let n = 0; n < leaves; n++) shape[n + 1] = Math.min(1, (shape[n] ?? 0) + (masses[leaves + n] ?? 0));
  shape[leaves] = 1;
  return shape;
};

/**
 * How many tasks the family's halves count for, times the level and divided by the square of all tasks seen: at the tenth level
 * 150 or 10 of 20 tasks, and 6 or 0.4 of 100. The family may be right here, or not.
 */
const trusts = [6_000, 400] as const;

/** The left part of a branch, under both trusts, each as likely as it makes what was seen (a normal for the beta-binomial). */
const leftShare = (left: number, both: number, scale: number): number => {
  if (both < negligible) return 0.5;
  const distance = (2 * left - both) ** 2 / both;
  let [sum, weights] = [0, 0];
  for (const trust of trusts) {
    const strength = trust * scale;
    const variance = (strength + both) / (strength + 1);
    const weight = Math.exp(-distance / variance / 2) / Math.sqrt(variance);
    sum += (weight * (strength / 2 + left)) / (strength + both);
    weights += weight;
  }
  return sum / weights;
};

const negligible = 1e-9;
