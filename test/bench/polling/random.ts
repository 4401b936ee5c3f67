/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** `count` numbers that divide 0 to 1 evenly, in an order drawn by chance: less noise than as many drawn freely. */
export const evenly = (count: number, random: () => number): number[] => {
  const numbers = Array.from({ length: count }, (_, n) => (n + random()) / count);
  for (let n = count - 1; n > 0; n -= 1) {
    const other = Math.floor(random() * (n + 1));
    [numbers[n], numbers[other]] = [numbers[other] ?? 0, numbers[n] ?? 0];
  }
  return numbers;
};
