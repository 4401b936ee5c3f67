import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const sources = globSync('{bin,lib,lambdas}/**/*.ts', { cwd: root }).sort();
const code = new Map(sources.map((path) => [path, readFileSync(join(root, path), 'utf8')]));

interface Import {
  readonly from: string;
  /** A path in the repository, or the name of a package. */
  readonly to: string;
}

const importsOf = (from: string): Import[] =>
  [
    ...(code.get(from) ?? '').matchAll(
      /(?:^|\n)(?:import|export)\b[^'";]*?from '([^']+)'|import\('([^']+)'\)/g,
    ),
  ]
    .map((match) => match[1] ?? match[2] ?? '')
    .map((to) => ({
      from,
      to: to.startsWith('.') ? relative(root, resolve(root, dirname(from), to)) : to,
    }));
const imports = sources.flatMap(importsOf);
const within = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
/** What `lib` and `lambdas` share: names and tables at the top of `lambdas`. */
const shared = (path: string) => dirname(path) === 'lambdas';

const offences = (from: (path: string) => boolean, allowed: (to: string) => boolean): string[] =>
  imports.filter((edge) => from(edge.from) && !allowed(edge.to)).map(({ from, to }) => `${from} → ${to}`);

describe('dependencies point one way', () => {
  it('finds the imports it judges', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports).toContainEqual({
      from: 'lambdas/handlers/sweep-overdue.ts',
      to: 'lambdas/handlers/lazily.ts',
    });
  });

  it('the domain imports nothing but the domain and what is shared', () => {
    expect(offences(within('lambdas/domain'), (to) => within('lambdas/domain')(to) || shared(to))).toEqual(
      [],
    );
  });

  it('what is shared imports nothing but each other', () => {
    expect(offences(shared, shared)).toEqual([]);
  });

  it('an adapter never imports a handler', () => {
    expect(offences(within('lambdas/adapters'), (to) => !within('lambdas/handlers')(to))).toEqual([]);
  });

  it('the infrastructure knows of the functions only what is shared', () => {
    const infrastructure = (path: string) => within('lib')(path) && !within('lib/local')(path);
    expect(offences(infrastructure, (to) => !within('lambdas')(to) || shared(to))).toEqual([]);
  });

  it('the functions know nothing of the infrastructure or the local cloud', () => {
    expect(offences(within('lambdas'), (to) => !within('lib')(to) && !within('bin')(to))).toEqual([]);
  });
});

describe('the rooms stay small', () => {
  const linesOf = (path: string) => readFileSync(join(root, path), 'utf8').split('\n').length - 1;
  const tests = globSync('test/**/*.ts', { cwd: root }).sort();

  it('no file has over 250 lines', () => {
    expect(tests).toContain('test/architecture.test.ts');
    expect([...sources, ...tests].filter((path) => linesOf(path) > 250)).toEqual([]);
  });

  it('the median file is under 120 lines', () => {
    const lines = sources.map(linesOf).sort((a, b) => a - b);
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThan(120);
  });
});
