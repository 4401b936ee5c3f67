import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const sources = globSync('{bin,lib,lambdas}/**/*.{ts,tsx}', { cwd: root }).sort();
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
const isContract = within('lambdas/contract');

const offences = (from: (path: string) => boolean, allowed: (to: string) => boolean): string[] =>
  imports.filter((edge) => from(edge.from) && !allowed(edge.to)).map(({ from, to }) => `${from} → ${to}`);

/** Every import circle, as the files on it, found depth first. */
const circles = (edges: readonly Import[]): string[] => {
  const targets = Map.groupBy(edges, ({ from }) => from);
  const finished = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1) found.push([...trail.slice(start), path].join(' → '));
    if (start !== -1 || finished.has(path)) return;
    for (const { to } of targets.get(path) ?? []) visit(to, [...trail, path]);
    finished.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return found;
};

describe('dependencies point one way', () => {
  it('the imports that are checked have been found', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports).toContainEqual({
      from: 'lambdas/handlers/sweep-overdue.ts',
      to: 'lambdas/handlers/lazily.ts',
    });
  });

  it('the domain imports nothing but the domain and the contract', () => {
    expect(
      offences(within('lambdas/domain'), (to) => within('lambdas/domain')(to) || isContract(to)),
    ).toEqual([]);
  });

  it('the contract imports nothing but the contract', () => {
    expect(offences(isContract, isContract)).toEqual([]);
  });

  it('an adapter never imports a handler', () => {
    expect(offences(within('lambdas/adapters'), (to) => !within('lambdas/handlers')(to))).toEqual([]);
  });

  it('the infrastructure imports nothing of the functions but the contract', () => {
    const infrastructure = (path: string) => within('lib')(path) && !within('lib/local')(path);
    expect(offences(infrastructure, (to) => !within('lambdas')(to) || isContract(to))).toEqual([]);
  });

  it('the functions import nothing of the infrastructure or the local cloud', () => {
    expect(offences(within('lambdas'), (to) => !within('lib')(to) && !within('bin')(to))).toEqual([]);
  });

  it('the console knows the contract and the types of the answers, and nobody imports it', () => {
    const isConsole = within('lambdas/console');
    const schemas = ['answer-schemas', 'recovery-answers', 'video-schema'];
    const answers = schemas.map((name) => `lambdas/handlers/api/${name}.ts`);
    const allowed = (to: string) => isConsole(to) || isContract(to) || /^preact(\/|$)/.test(to);
    expect(offences(isConsole, (to) => allowed(to) || answers.includes(to))).toEqual([]);
    expect(
      offences(
        (path) => !isConsole(path),
        (to) => !isConsole(to),
      ),
    ).toEqual([]);
    const users = imports.filter(({ from, to }) => isConsole(from) && answers.includes(to));
    expect(new Set(users.map(({ to }) => to)).size).toBe(answers.length);
    for (const { from, to } of users) {
      const file = to.replace(/^lambdas\//, '');
      expect(code.get(from)).toMatch(new RegExp(`^import type [^;]*${file}`, 'm'));
    }
  });

  it('no file imports itself by a detour, not even for a type', () => {
    expect(circles(imports)).toEqual([]);
  });

  it('a circle of imports would be found', () => {
    const edge = (from: string, to: string): Import => ({ from, to });
    expect(circles([edge('a', 'b'), edge('b', 'c'), edge('c', 'b')])).toEqual(['b → c → b']);
  });
});

describe('the rooms stay small', () => {
  const linesOf = (path: string) => readFileSync(join(root, path), 'utf8').split('\n').length - 1;
  const tests = globSync('test/**/*.ts', { cwd: root, exclude: ['**/node_modules'] }).sort();

  it('no file has over 250 lines', () => {
    expect(tests).toContain('test/architecture.test.ts');
    expect([...sources, ...tests].filter((path) => linesOf(path) > 250)).toEqual([]);
  });

  it('the median file is under 120 lines', () => {
    const lines = sources.map(linesOf).sort((a, b) => a - b);
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThan(120);
  });

  it('no folder has over 25 files', () => {
    const folders = Map.groupBy(sources, dirname);
    expect([...folders].filter(([, files]) => files.length > 25).map(([folder]) => folder)).toEqual([]);
  });
});
