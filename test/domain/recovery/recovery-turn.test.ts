import { describe, expect, it } from 'vitest';
import { day, second } from '../../../lambdas/domain/task/time.ts';
import { aDelivery, startOfTests } from '../../support/records.ts';
import { recovering } from '../../support/recovering.ts';

/** Fifteen deliveries, the first twelve of which have been sent again as often as is allowed. */
const worn = async (world: ReturnType<typeof recovering>) => {
  for (let n = 0; n < 15; n += 1) {
    const number = n < 12 ? 100 : 1;
    await world.missed(`task${String(n).padStart(2, '0')}`, n, { number });
  }
};

describe('A turn of a recovery', () => {
  it('begins six hundred deliveries in its minute, and has a lease for the next', async () => {
    const world = recovering();
    for (let n = 0; n < 700; n += 1) await world.missed(`task${n}`, n);
    await world.begin();
    const tried = { ...world.store.deliveries, find: async () => aDelivery({ attempts: 1 }) };
    const { recovery, step, startFailures } = await world.turn({ deliveries: tried });
    expect(recovery).toMatchObject({ sent: 600, state: 'running' });
    expect(step.next).toBe('recover');
    expect(startFailures).toBe(0);
    expect(recovery?.leaseUntil).toBeGreaterThan(world.clock.now());
    expect(await world.job()).toEqual(recovery);
  });

  it('ends the job with its last delivery, to be looked at for thirty days', async () => {
    const world = recovering();
    await world.missed('a', 1);
    await world.begin();
    const began = world.clock.now();
    const { recovery, step } = await world.turn();
    expect(step.next).toBe('done');
    expect(world.clock.now()).toBe(began);
    expect(recovery).toMatchObject({ state: 'done', sent: 1, stateIndex: 0, finishedAt: began });
    expect(recovery?.expiresAt).toBe(began + 30 * day);
  });

  it('goes on at once when it has found nothing to send', async () => {
    const world = recovering();
    await world.missed('a', 1, { state: 'gone' });
    await world.begin(['exhausted', 'gone']);
    const began = world.clock.now();
    expect((await world.turn()).recovery).toMatchObject({ state: 'done', sent: 1 });
    expect(world.clock.now()).toBe(began);
  });

  it('passes over deliveries that were sent again too often, each of them once', async () => {
    const world = recovering();
    await worn(world);
    await world.begin();
    expect((await world.turn()).recovery).toMatchObject({ state: 'done', sent: 3, skipped: 12 });
  });

  it('waits for the first delivery of five batches ago, and for no other', async () => {
    const world = recovering();
    for (let n = 0; n < 80; n += 1) await world.missed(`task${String(n).padStart(2, '0')}`, n);
    await world.begin();
    const looked: string[] = [];
    const find = async ({ taskId, number }: { taskId: string; number: number }) => {
      looked.push(`${taskId}/${number}`);
      return aDelivery({ taskId, number, attempts: 1 });
    };
    const began = world.clock.now();
    await world.turn({ deliveries: { ...world.store.deliveries, find } });
    expect(looked).toEqual(['task00/2', 'task10/2', 'task20/2']);
    expect(world.clock.now() - began).toBe(7 * second);
  });

  it.each([
    ['was deleted', undefined],
    ['ended without an attempt', aDelivery({ state: 'gone', attempts: 0 })],
  ])('does not wait for a delivery that %s', async (_, delivery) => {
    const world = recovering();
    for (let n = 0; n < 60; n += 1) await world.missed(`task${n}`, n);
    await world.begin();
    const began = world.clock.now();
    await world.turn({ deliveries: { ...world.store.deliveries, find: async () => delivery } });
    expect(await world.job()).toMatchObject({ state: 'done', sent: 60 });
    expect(world.clock.now() - began).toBe(5 * second);
  });

  it('does nothing in an execution that another one has replaced', async () => {
    const world = recovering();
    await world.missed('a', 1);
    await world.begin();
    const { step, ...rest } = await world.turn({}, 1);
    expect(step.next).toBe('done');
    expect(rest).toEqual({ startFailures: 0 });
    expect(await world.deliveriesOf('a')).toHaveLength(1);
  });

  it('does nothing for a job that has ended, or was deleted', async () => {
    const world = recovering();
    expect(await world.turn()).toMatchObject({ step: { next: 'done' } });
    await world.begin();
    await world.recoveries.change({ ...world.key, restart: 0 }, { state: 'stopped' });
    const { step, ...rest } = await world.turn();
    expect(step.next).toBe('done');
    expect(rest).toEqual({ startFailures: 0 });
  });
});

describe('A list that is a moment behind', () => {
  /** The list as it was, whatever has happened since. */
  const stale = async (world: ReturnType<typeof recovering>) => {
    const page = await world.store.deliveries.list({ owner: world.owner, state: 'exhausted', limit: 10 });
    return { ...world.store.deliveries, list: async () => ({ deliveries: page.deliveries }) };
  };

  it('sends no delivery again whose successor has failed as well', async () => {
    const world = recovering();
    await world.missed('a', 1);
    await world.begin();
    const deliveries = await stale(world);
    await world.store.deliveries.add(aDelivery({ taskId: 'a', number: 2, state: 'exhausted' }));
    expect((await world.turn({ deliveries })).recovery).toMatchObject({ sent: 0, skipped: 1 });
  });

  it('sends no delivery again that is not in the state any more', async () => {
    const world = recovering();
    await world.missed('a', 1, { state: 'delivered' });
    await world.begin();
    const listed = aDelivery({ taskId: 'a', state: 'exhausted', requestedAt: startOfTests + second });
    const deliveries = { ...world.store.deliveries, list: async () => ({ deliveries: [listed] }) };
    expect((await world.turn({ deliveries })).recovery).toMatchObject({ sent: 0, skipped: 1 });
    expect(await world.deliveriesOf('a')).toHaveLength(1);
  });

  it('passes over a task that was deleted', async () => {
    const world = recovering();
    await world.missed('a', 1);
    await world.begin();
    const tasks = { ...world.deps.tasks, view: async () => undefined };
    expect((await world.turn({ tasks })).recovery).toMatchObject({ state: 'done', sent: 0, skipped: 1 });
  });
});
