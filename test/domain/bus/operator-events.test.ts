import { expect, it } from 'vitest';
import type { BusReply } from '../../../lambdas/domain/bus/event-bus.ts';
import { busQuiet, operatorEvents, providerQuiet } from '../../../lambdas/domain/bus/operator-events.ts';
import { iso } from '../../../lambdas/domain/task/time.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { ScriptedBus } from '../../support/fakes/scripted-bus.ts';
import { startOfTests } from '../../support/records.ts';

const setUp = (...script: readonly Partial<BusReply>[]) => {
  const bus = new ScriptedBus(...script);
  const clock = new ManualClock(startOfTests);
  return { bus, clock, tell: operatorEvents({ bus, clock }).tell };
};
const exhausted = { owner: 'o', taskId: 't', delivery: 1, destination: 'callback' };

it('An event for operators has a type of its own, and its time', async () => {
  const { bus, tell } = setUp();
  expect(await tell('relay.delivery.exhausted', exhausted)).toBeUndefined();
  const detail = { type: 'relay.delivery.exhausted', timestamp: iso(startOfTests), data: exhausted };
  expect(bus.events).toEqual([
    { type: 'relay.delivery.exhausted', at: startOfTests, detail: JSON.stringify(detail) },
  ]);
});

it('A key that is refused at each poll is told of once an hour, for each provider', async () => {
  const { bus, clock, tell } = setUp();
  for (let poll = 0; poll < 100; poll += 1) await tell('relay.provider.key_refused', { provider: 'ark' });
  await tell('relay.provider.key_refused', { provider: 'fal' });
  await tell('relay.provider.path_wrong', { provider: 'ark' });
  expect(bus.events).toHaveLength(3);
  clock.advance(providerQuiet - 1);
  await tell('relay.provider.key_refused', { provider: 'ark' });
  expect(bus.events).toHaveLength(3);
  clock.advance(1);
  await tell('relay.provider.key_refused', { provider: 'ark' });
  expect(bus.events).toHaveLength(4);
});

it('Each delivery that is given up is told of, also one that is given up again', async () => {
  const { bus, tell } = setUp();
  for (const taskId of ['a', 'b', 'a']) await tell('relay.delivery.exhausted', { ...exhausted, taskId });
  expect(bus.events).toHaveLength(3);
});

it('A bus that says nothing of why it did not take an event has failed', async () => {
  const { tell } = setUp({ kind: 'failed' });
  expect(await tell('relay.delivery.exhausted', exhausted)).toBe('failed');
});

it('A bus that fails is left alone for five minutes, and told of the provider then', async () => {
  const { bus, clock, tell } = setUp(
    { kind: 'failed', failure: 'refused', reason: 'ThrottlingException' },
    {},
  );
  expect(await tell('relay.provider.key_refused', { provider: 'ark' })).toBe('ThrottlingException');
  await tell('relay.delivery.exhausted', exhausted);
  expect(bus.events).toHaveLength(1);
  clock.advance(busQuiet);
  await tell('relay.provider.key_refused', { provider: 'ark' });
  expect(bus.events).toHaveLength(2);
});
