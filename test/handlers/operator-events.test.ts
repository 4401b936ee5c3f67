import { expect, it } from 'vitest';
import { noBus } from '../../lambdas/domain/bus/event-bus.ts';
import { operatorEvents } from '../../lambdas/domain/bus/operator-events.ts';
import { day } from '../../lambdas/domain/task/time.ts';
import { maxDeliveryStrikes } from '../../lambdas/domain/tracking/sweep-overdue.ts';
import { makeHandler as makeDeliver } from '../../lambdas/handlers/deliver-callback.ts';
import { makeHandler as makeQuery } from '../../lambdas/handlers/query-task.ts';
import { makeHandler as makeSweep } from '../../lambdas/handlers/sweep-overdue.ts';
import { deps, key, refused, setUp, startAfresh } from '../support/delivering.ts';
import { ManualClock } from '../support/fakes/manual-clock.ts';
import { MemoryExecutions } from '../support/fakes/memory-executions.ts';
import { MemoryRecoveries } from '../support/fakes/memory-recoveries.ts';
import { MemoryStore } from '../support/fakes/memory-store.ts';
import { MemoryTelemetry } from '../support/fakes/memory-telemetry.ts';
import { ScriptedBus } from '../support/fakes/scripted-bus.ts';
import { ScriptedCallbacks } from '../support/fakes/scripted-callbacks.ts';
import { querying } from '../support/polling.ts';
import { aDelivery, startOfTests } from '../support/records.ts';

const told = (bus: ScriptedBus) =>
  bus.events
    .filter(({ type }) => type.startsWith('relay.'))
    .map(({ type, detail }) => [type, JSON.parse(detail).data]);

it.each([
  [refused, 'relay.delivery.exhausted'],
  [{ kind: 'gone', status: 410 }, 'relay.receiver.gone'],
] as const)(
  'An operator is told once of a receiver that answers %j to the last attempt',
  async (reply, type) => {
    startAfresh();
    await setUp({}, { attempts: 9 });
    const bus = new ScriptedBus();
    const telemetry = new MemoryTelemetry();
    const all = deps(new ScriptedCallbacks(reply), bus);
    const handle = makeDeliver({ ...all, operator: operatorEvents({ bus, clock: all.clock }), telemetry });
    for (let times = 0; times < 2; times += 1) await handle({ ...key, restart: 0, delivery: 1 });
    expect(told(bus)).toEqual([[type, { ...key, delivery: 1, destination: 'callback' }]]);
  },
);

it('An operator is told of a bus that never took an event, if it takes that, and the log in any case', async () => {
  startAfresh();
  await setUp({}, { destination: 'bus', attempts: 9 });
  const bus = new ScriptedBus({ kind: 'failed', failure: 'refused', reason: 'AccessDeniedException' });
  const telemetry = new MemoryTelemetry();
  const all = deps(new ScriptedCallbacks({}), bus);
  await makeDeliver({ ...all, operator: operatorEvents({ bus, clock: all.clock }), telemetry })({
    ...key,
    restart: 0,
    delivery: 1,
  });
  expect(told(bus)).toMatchObject([['relay.delivery.exhausted', { destination: 'bus' }]]);
  expect(telemetry.logged).toContainEqual(
    expect.objectContaining({
      message: 'operatorNotTold',
      fields: expect.objectContaining({ failure: 'AccessDeniedException' }),
    }),
  );
  expect(telemetry.counted).toEqual(['callbacksExhausted']);
});

it.each([undefined, 'bus'] as const)(
  'An operator is told of a delivery (%s) that the sweep gives up',
  async (destination) => {
    const store = new MemoryStore();
    const delivery = aDelivery({
      leaseUntil: startOfTests,
      strikes: maxDeliveryStrikes,
      ...(destination && { destination }),
    });
    await store.deliveries.add(delivery);
    const [bus, clock] = [new ScriptedBus(), new ManualClock(startOfTests + day)];
    await makeSweep({
      tasks: store,
      deliveries: store.deliveries,
      recoveries: new MemoryRecoveries(),
      overdue: store.overdue,
      executions: new MemoryExecutions(),
      clock,
      limit: 100,
      operator: operatorEvents({ bus, clock }),
      telemetry: new MemoryTelemetry(),
    })(undefined, { getRemainingTimeInMillis: () => 60_000 });
    const { owner, taskId } = delivery;
    const data = { owner, taskId, delivery: 1, destination: destination ?? 'callback' };
    expect(told(bus)).toEqual([['relay.delivery.exhausted', data]]);
  },
);

it.each([
  ['unauthorized', [['relay.provider.key_refused', { provider: 'seedance' }]]],
  ['no_key', [['relay.provider.key_refused', { provider: 'seedance' }]]],
  ['wrong_path', [['relay.provider.path_wrong', { provider: 'seedance' }]]],
  ['timeout', []],
] as const)('An operator is told once of a provider whose answers are %s', async (reason, expected) => {
  const bus = new ScriptedBus();
  const provider = { poll: async () => ({ kind: 'unclear', reason }) as const };
  const { deps: all, input, clock } = await querying(provider);
  const operator = operatorEvents({ bus, clock });
  const handle = makeQuery({ ...all, operator, telemetry: new MemoryTelemetry() });
  for (let times = 0; times < 3; times += 1) await handle(input);
  expect(told(bus)).toEqual(expected);
});

it('Nobody is told where there is no bus', async () => {
  startAfresh();
  await setUp({}, { attempts: 9 });
  const telemetry = new MemoryTelemetry();
  const handle = makeDeliver({ ...deps(new ScriptedCallbacks(refused), noBus), telemetry });
  await handle({ ...key, restart: 0, delivery: 1 });
  expect(telemetry.logged.map(({ message }) => message)).toEqual(['callbackAttempted', 'deliverySettled']);
});
