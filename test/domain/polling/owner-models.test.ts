import { describe, expect, it } from 'vitest';
import { estimateKeyOf, modelsOf } from '../../../lambdas/domain/polling/owner-models.ts';
import type { ServiceTier } from '../../../lambdas/domain/task/task.ts';

const task = (taskId: string, model?: string, serviceTier: ServiceTier = 'default') => ({
  taskId,
  serviceTier,
  ...(model !== undefined && { model }),
});
const names = (tasks: readonly ReturnType<typeof task>[], providers: readonly string[]) =>
  modelsOf(tasks, providers).map(({ provider, model, serviceTier }) => `${provider} ${model} ${serviceTier}`);

describe('the models of an owner', () => {
  it('are those of the tasks, in their order, each once and in any case', () => {
    const tasks = [task('1', 'b'), task('2', 'A'), task('3', 'B'), task('4')];
    expect(names(tasks, ['seedance'])).toEqual([
      'seedance b default',
      'seedance b flex',
      'seedance A default',
      'seedance A flex',
    ]);
    expect(modelsOf([], ['seedance'])).toEqual([]);
  });

  it('have both tiers to choose from at the first provider, and elsewhere those of the tasks', () => {
    const providers = ['seedance', 'fal', 'kie'];
    const tasks = [task('fal:1', 'k'), task('kie:2', 'w', 'flex'), task('3', 's', 'flex')];
    const found = ['fal k default', 'kie w flex', 'seedance s default', 'seedance s flex'];
    expect(names(tasks, providers)).toEqual(found);
    expect(names([...tasks, task('fal:4', 'K', 'flex')], providers)).toEqual([
      'fal k default',
      'fal k flex',
      ...found.slice(1),
    ]);
  });

  it('are of the provider that the task’s id begins with, and of the default one otherwise', () => {
    expect(names([task('1', 'm')], ['fal', 'seedance'])).toEqual(['fal m default']);
    expect(names([task('seedance:1', 'm')], ['fal', 'seedance'])).toHaveLength(2);
    expect(names([task('1fal:', 'm'), task('falcon', 'n')], ['seedance', 'fal'])).toEqual([
      'seedance m default',
      'seedance m flex',
      'seedance n default',
      'seedance n flex',
    ]);
    expect(names([task('1', 'm')], [])).toEqual(['seedance m default', 'seedance m flex']);
  });

  it('of one name at two providers are two', () => {
    expect(names([task('1', 'm'), task('kie:2', 'm')], ['fal', 'kie'])).toEqual([
      'fal m default',
      'kie m default',
    ]);
  });

  it('are ten at most, the first ones, with all of their tiers', () => {
    const many = Array.from({ length: 12 }, (_, n) => task(`${n}`, `m${n}`));
    const found = names([...many, task('12', 'm9', 'flex'), task('13', 'm10', 'flex')], ['fal']);
    expect(found).toHaveLength(11);
    expect(found.slice(-3)).toEqual(['fal m8 default', 'fal m9 default', 'fal m9 flex']);
  });

  it('are learnt of under their provider’s name, unless that is the first', () => {
    const key = { model: 'm', serviceTier: 'flex' } as const;
    expect(estimateKeyOf({ ...key, provider: 'seedance' })).toEqual(key);
    expect(estimateKeyOf({ ...key, provider: 'fal' })).toEqual({ ...key, provider: 'fal' });
  });
});
