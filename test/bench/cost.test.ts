import { expect, test } from 'vitest';
import { dollarsIn, tablesOf, writtenDollars } from './cost/document.ts';
import { costFigures, totals } from './cost/figures.ts';

test('docs/cost.md has the costs that are counted from executions of the local cloud, within one per cent', async () => {
  const figures = await costFigures();
  for (const [name, content] of Object.entries(tablesOf(figures))) {
    const [counted, written] = [dollarsIn(content), writtenDollars(name)];
    expect(written.map((row) => row.length)).toEqual(counted.map((row) => row.length));
    for (const [index, row] of counted.entries()) {
      const inAll = row.at(-1) ?? 0;
      expect(Math.abs((written[index]?.at(-1) ?? 0) - inAll)).toBeLessThanOrEqual(inAll * 0.01);
      expect(Math.abs((written[index]?.[0] ?? 0) - (row[0] ?? 0))).toBeLessThanOrEqual((row[0] ?? 0) * 0.01);
    }
  }
  // What was promised, so that nothing is added unnoticed. Of a created video it is $0.40, and missed by a cent.
  const { registered, created, standing } = totals(figures);
  expect(registered).toBeLessThanOrEqual(0.45);
  expect(created).toBeLessThanOrEqual(0.415);
  expect(standing).toBeLessThanOrEqual(6);
  // Three transitions for each poll, and those that every task has.
  for (const [few, many] of Object.values(figures.counted)) {
    expect((many.transitions - few.transitions) / (many.polls - few.polls)).toBe(3);
  }
}, 300_000);
