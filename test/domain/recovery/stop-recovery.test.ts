import { describe, expect, it } from 'vitest';
import { startRecovery } from '../../../lambdas/domain/recovery/start-recovery.ts';
import { stopRecovery } from '../../../lambdas/domain/recovery/stop-recovery.ts';
import { day } from '../../../lambdas/domain/task/time.ts';
import { recovering } from '../../support/recovering.ts';

describe('Stopping a recovery', () => {
  it('ends it now, to be looked at for thirty days, and answers as much the second time', async () => {
    const world = recovering();
    await world.begin();
    const stop = stopRecovery(world);
    const now = world.clock.now();
    const first = await stop(world.key);
    expect(first).toMatchObject({
      kind: 'stopped',
      recovery: { id: 'job', sent: 0, state: 'stopped', finishedAt: now, expiresAt: now + 30 * day },
    });
    world.clock.advance(day);
    expect(await stop(world.key)).toEqual({ kind: 'stopped', recovery: await world.job() });
    expect((await world.job())?.finishedAt).toBe(now);
    expect(await world.job()).not.toHaveProperty('leaseUntil');
  });

  it.each(['done', 'failed'] as const)('finds one that is %s finished, and leaves it so', async (state) => {
    const world = recovering();
    await world.begin();
    await world.recoveries.change({ ...world.key, restart: 0 }, { state });
    expect(await stopRecovery(world)(world.key)).toEqual({ kind: 'finished' });
    expect(await world.job()).toMatchObject({ state });
  });

  /** Another execution takes the job over before each of the first writes. */
  const overtaken = (world: ReturnType<typeof recovering>, times: number) => {
    let left = times;
    const change: typeof world.recoveries.change = async (held, fields) => {
      if (left-- > 0) await world.recoveries.change(held, { restart: held.restart + 1 });
      return world.recoveries.change(held, fields);
    };
    return { ...world, recoveries: { add: async () => {}, find: () => world.job(), change } };
  };

  it('holds whoever takes the job over meanwhile', async () => {
    const world = recovering();
    await world.begin();
    expect(await stopRecovery(overtaken(world, 4))(world.key)).toMatchObject({ kind: 'stopped' });
    expect(await world.job()).toMatchObject({ state: 'stopped', restart: 4 });
  });

  it('fails with words rather than going on for ever', async () => {
    const world = recovering();
    await world.begin();
    const tries = stopRecovery(overtaken(world, 5))(world.key);
    await expect(tries).rejects.toThrow('The job changed hands again and again');
  });
});

describe('Beginning a recovery', () => {
  it('starts its execution, and answers with the job', async () => {
    const world = recovering();
    expect(await world.begin()).toEqual({ recovery: await world.job() });
    expect(world.executions.started).toEqual([{ owner: 'owner1', recovery: 'job', restart: 0 }]);
  });

  it('keeps the job for the sweep if no execution could be started, and says why', async () => {
    const world = recovering();
    const startFailure = new Error('down');
    const begun = await startRecovery({
      ...world,
      executions: { start: () => Promise.reject(startFailure) },
    })(world.key, { since: 0, until: 1, states: ['exhausted'] });
    expect(begun).toEqual({ recovery: await world.job(), startFailure });
    expect(begun.recovery.leaseUntil).toBeGreaterThan(world.clock.now());
  });
});
