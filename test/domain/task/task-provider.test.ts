import { describe, expect, it } from 'vitest';
import type { ProviderDefinition } from '../../../lambdas/contract/provider-definition.ts';
import {
  idAtProvider,
  originOf,
  plainTaskId,
  providerOf,
} from '../../../lambdas/domain/task/task-provider.ts';
import { definitionFile } from '../../support/provider-definitions.ts';

const definition = definitionFile('ark') as ProviderDefinition;
const names = ['seedance', 'ark', 'fal'];
const ark = { name: 'ark', names, definition };

describe('what a task is called', () => {
  it('of the first provider as the default is its own id, and nothing else is said of it', () => {
    expect(originOf('video_1', { name: 'seedance', names })).toEqual({ taskId: 'video_1' });
  });

  it('of another provider has the provider before the id', () => {
    const origin = originOf('cgt-1', ark);
    expect(origin).toMatchObject({ taskId: 'ark:cgt-1', provider: 'ark', providerTaskId: 'cgt-1' });
    expect([providerOf(origin), idAtProvider(origin)]).toEqual(['ark', 'cgt-1']);
    expect(origin.terms).toEqual({ kept: definition.kept, leastSeconds: definition.interval.leastSeconds });
  });

  it('of another provider as the default is its own id, and the first provider’s has its name before it', () => {
    const alone = originOf('cgt-1', { ...ark, names: ['ark', 'seedance'] });
    expect(alone).toMatchObject({ taskId: 'cgt-1', provider: 'ark' });
    expect(idAtProvider(alone)).toBe('cgt-1');
    const first = originOf('cgt-1', { name: 'seedance', names: ['ark', 'seedance'] });
    expect(first).toEqual({ taskId: 'seedance:cgt-1', providerTaskId: 'cgt-1' });
    expect(providerOf(first)).toBe('seedance');
  });

  it('differs for every provider and id, even for an id that looks like another one’s name', () => {
    const ids = ['x', 'ark:x', 'seedance:x', 'ark:ark:x', 'fal:x'];
    const called = ids.flatMap((id) => names.map((name) => originOf(id, { name, names }).taskId));
    expect(new Set(called).size).toBe(called.length);
  });

  it('may be said in full in a path, for the default provider too', () => {
    for (const id of ['x', 'ark:x', 'seedance:x', 'a:b']) {
      for (const name of names) {
        const { taskId } = originOf(id, { name, names });
        expect(plainTaskId(taskId, names)).toBe(taskId);
        expect(plainTaskId(`${name}:${id}`, names)).toBe(taskId);
      }
    }
  });
});
