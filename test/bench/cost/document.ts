import { readFileSync, writeFileSync } from 'node:fs';
import { table } from '../table.ts';
import { sumOf } from './bill.ts';
import type { CostFigures } from './figures.ts';

const path = new URL('../../../docs/cost.md', import.meta.url);

export const money = (dollars: number): string => `$${dollars.toFixed(dollars < 10 ? 3 : 2)}`;

/** The tables of docs/cost.md that the benchmark writes, by the name in their marks. */
export const tablesOf = ({ ways, standing }: CostFigures): Readonly<Record<string, string>> => {
  const services = Object.keys(Object.values(ways)[0] ?? {});
  const rows = Object.entries(ways).map(([way, dollars]) => [
    way,
    ...services.map((service) => money((dollars[service] ?? 0) * 1000)),
    money(sumOf(dollars) * 1000),
  ]);
  return {
    'per 1,000 videos': table(['', ...services, 'in all'], rows),
    'per month': table(
      ['', ...Object.keys(standing), 'in all'],
      [['dollars', ...Object.values(standing).map(money), money(sumOf(standing))]],
    ),
  };
};

const between = (name: string): RegExp =>
  new RegExp(`(<!-- cost table: ${name} -->\n\n)([^]*?)(\n<!-- end -->)`);

export const writeTables = (figures: CostFigures): void => {
  let text = readFileSync(path, 'utf8');
  for (const [name, content] of Object.entries(tablesOf(figures))) {
    if (!between(name).test(text)) throw new Error(`docs/cost.md has no marks for "${name}"`);
    text = text.replace(between(name), (_, before, _old, after) => `${before}${content}${after}`);
  }
  writeFileSync(path, text);
};

/** The dollars in a table of docs/cost.md, row by row. */
export const writtenDollars = (name: string): readonly (readonly number[])[] => {
  const [, , content = ''] = between(name).exec(readFileSync(path, 'utf8')) ?? [];
  return dollarsIn(content);
};

export const dollarsIn = (content: string): readonly (readonly number[])[] =>
  content
    .split('\n')
    .map((row) => [...row.matchAll(/\$([\d.]+)/g)].map(([, number]) => Number(number)))
    .filter((row) => row.length > 0);
