/** `count` numbers that divide 0 to 1 evenly, in an order drawn by chance: less noise than as many drawn freely. */
export const evenly = (count: number, random: () => number): number[] => {
  const numbers = Array.from({ length: count }, (_, n) => (n + random()) / count);
  for (let n = count - 1; n > 0; n -= 1) {
    const other = Math.floor(random() * (n + 1));
    [numbers[n], numbers[other]] = [numbers[other] ?? 0, numbers[n] ?? 0];
  }
  return numbers;
};
