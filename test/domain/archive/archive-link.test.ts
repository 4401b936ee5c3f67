import { describe, expect, it } from 'vitest';
import type { ProviderAnswer } from '../../../lambdas/domain/provider/provider.ts';
import { minute, second } from '../../../lambdas/domain/task/time.ts';
import { archived, archiveTurns, archivingTask, hindered, key, link } from '../../support/archive-turns.ts';
import { aTask } from '../../support/records.ts';

const fresh: ProviderAnswer = { kind: 'completed', videoUrl: `${link}2` };

describe('a link that is dead', () => {
  const at = archiveTurns();
  /** A first copy that fails after so long. */
  const deadAfter = (millis: number) => async () => {
    at.clock.advance(millis);
    return hindered({ kind: 'stale_link' });
  };

  it('is replaced in the next turn, if less than half a minute is left of this one', async () => {
    await at.store.add(archivingTask());
    at.results = [deadAfter(25 * second)];
    at.answers = [fresh];
    expect((await at.turn(0, minute)).step).toMatchObject({ next: 'archive', waitSeconds: 15 });
    expect(at.orders).toHaveLength(1);
    await at.turn();
    expect(at.orders[1]).toMatchObject({ link: `${link}2` });
  });

  it('is replaced at once, if half a minute is left', async () => {
    await at.store.add(archivingTask());
    at.results = [deadAfter(10 * second), archived];
    at.answers = [fresh];
    expect((await at.turn(0, minute)).report.kind).toBe('archived');
    expect(at.orders[1]).toMatchObject({ link: `${link}2`, budgetMillis: 30 * second });
  });

  it('is not replaced by an execution that another one has overtaken meanwhile', async () => {
    await at.store.add(archivingTask());
    at.results = [
      async () => {
        await at.store.change(aTask(), 'restart', { restart: 1 });
        return hindered({ kind: 'stale_link' });
      },
    ];
    at.answers = [fresh];
    expect(await at.turn()).toMatchObject({ step: { next: 'done' }, report: { kind: 'superseded' } });
    expect(at.orders).toHaveLength(1);
    expect((await at.record()).sourceUrl).toBe(link);
  });

  const ends: ProviderAnswer[] = [
    { kind: 'failed', code: 'provider_failed', message: 'm' } as never,
    { kind: 'cancelled' },
    { kind: 'expired' },
  ];
  it.each(ends)('is the end, where the provider says $kind now', async (answer) => {
    await at.store.add(archivingTask());
    at.results = [hindered({ kind: 'stale_link' })];
    at.answers = [answer];
    expect((await at.turn()).report).toEqual({
      kind: 'given_up',
      reason: 'The link is dead and the provider has none any more',
    });
    expect(at.abandoned).toEqual([]);
  });

  it('is said to be missing, if the record holds none and the provider does not answer', async () => {
    const { sourceUrl: _, ...without } = archivingTask();
    await at.store.add(without);
    expect((await at.turn()).report).toMatchObject({ reason: 'The record holds no link' });
  });
});

describe('what a copy is told', () => {
  const at = archiveTurns();

  it('is whose file it is, and to end twenty seconds before the function does', async () => {
    await at.store.add(archivingTask({ provider: 'ark', archiveProgress: { ...begun, turns: 1 } }));
    await at.turn();
    expect(at.orders[0]).toMatchObject({ provider: 'ark', budgetMillis: 15 * minute - 20 * second });
  });

  it('is no provider for a file of the first one', async () => {
    await at.store.add(archivingTask());
    await at.turn();
    expect(at.orders[0]).not.toHaveProperty('provider');
  });

  it('is to look for the file, if a turn died before it could say anything', async () => {
    await at.store.add(archivingTask());
    at.results = [() => Promise.reject(new Error('out of memory'))];
    await expect(at.turn()).rejects.toThrow();
    await at.turn();
    expect(at.orders[1]).toMatchObject({ mayBeThere: true });
  });

  const begun = { key, startedAt: 0, turns: 1, failures: 0, refusals: 0 };
});
