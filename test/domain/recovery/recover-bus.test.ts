import { expect, it } from 'vitest';
import { countRecoverable } from '../../../lambdas/domain/recovery/start-recovery.ts';
import { recovering } from '../../support/recovering.ts';

const bus = { number: 2, destination: 'bus', beside: true } as const;

it('A recovery sends to the bus what the bus missed, and to a receiver what that one missed', async () => {
  const world = recovering();
  await world.missed('both', 1);
  await world.missed('both', 1, bus);
  await world.missed('bus only', 2, { state: 'delivered' });
  await world.missed('bus only', 2, bus);
  const range = { since: 0, until: world.clock.now(), states: ['exhausted'] } as const;
  expect(await countRecoverable(world.store)(world.owner, range)).toBe(1);
  expect(await countRecoverable(world.store)(world.owner, { ...range, beside: true })).toBe(3);
  await world.begin();
  await world.recoveries.add({ ...(await world.job()), beside: true } as never);
  expect((await world.turn()).recovery).toMatchObject({ state: 'done', sent: 3, skipped: 0 });
  const shape = async (taskId: string) =>
    (await world.deliveriesOf(taskId)).map(({ number, destination, state }) => [number, destination, state]);
  expect(await shape('both')).toEqual([
    [1, undefined, 'exhausted'],
    [2, 'bus', 'exhausted'],
    [3, undefined, 'pending'],
    [4, 'bus', 'pending'],
  ]);
  expect((await shape('bus only')).slice(2)).toEqual([[3, 'bus', 'pending']]);
});
