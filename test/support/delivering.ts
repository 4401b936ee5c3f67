import { deliverEvent } from '../../lambdas/domain/bus/deliver-event.ts';
import { type EventBus, noBus } from '../../lambdas/domain/bus/event-bus.ts';
import type { CallbackReply } from '../../lambdas/domain/callbacks/callbacks.ts';
import type { Delivery } from '../../lambdas/domain/task/delivery.ts';
import type { Task } from '../../lambdas/domain/task/task.ts';
import { day, hour, second } from '../../lambdas/domain/task/time.ts';
import { ManualClock } from './fakes/manual-clock.ts';
import { MemoryExecutions } from './fakes/memory-executions.ts';
import { MemoryHostSlots } from './fakes/memory-host-slots.ts';
import { MemoryStore } from './fakes/memory-store.ts';
import { PlainSigner, type ScriptedCallbacks } from './fakes/scripted-callbacks.ts';
import { aDelivery, aTask, startOfTests } from './records.ts';

export const refused: Partial<CallbackReply> = { kind: 'failed', status: 503, answer: 'later' };
const video = { bucket: 'b', key: 'k', contentType: 'video/mp4', bytes: 1, sha256: 'a'.repeat(64) };

export let store: MemoryStore;
export let clock: ManualClock;
export let signer: PlainSigner;
export let hosts: MemoryHostSlots;
export let executions: MemoryExecutions;
let links: number;

/** As if nothing had ever been registered; the time goes on. */
export const emptyStore = () => {
  store = new MemoryStore();
};
/** Before each test. */
export const startAfresh = () => {
  emptyStore();
  clock = new ManualClock(startOfTests);
  signer = new PlainSigner();
  hosts = new MemoryHostSlots(1);
  executions = new MemoryExecutions();
  links = 0;
};

export const key = { owner: 'owner1', taskId: 'video_abc123def456' };
export const setUp = async (task: Partial<Task> = {}, ...deliveries: Partial<Delivery>[]) => {
  await store.add(
    aTask({ status: 'completed', video, finishedAt: startOfTests, recordedAt: startOfTests, ...task }),
  );
  for (const delivery of deliveries.length > 0 ? deliveries : [{}])
    await store.deliveries.add(aDelivery(delivery));
};
export const deps = (callbacks: ScriptedCallbacks, bus: EventBus = noBus) => ({
  bus,
  tasks: store,
  deliveries: store.deliveries,
  executions,
  callbacks,
  hosts,
  signer,
  videoLinks: {
    to: async () => {
      links += 1;
      return { url: `https://s3/link${links}`, expiresAt: clock.now() + hour };
    },
  },
  clock,
  random: () => 0,
  apiUrl: 'https://api.example.com/v1',
  retainMillis: 90 * day,
});
export const deliver = (callbacks: ScriptedCallbacks, number = 1, restart = 0) =>
  deliverEvent(deps(callbacks))({ ...key, restart, delivery: number });
export const delivery = (number = 1) => store.deliveries.find({ ...key, number });

/** As the state machine does: waits as long as it is told, until there is nothing more to do. */
export const runToEnd = async (callbacks: ScriptedCallbacks, number = 1) => {
  for (;;) {
    const { step } = await deliver(callbacks, number);
    if (step.next === 'done') return;
    clock.advance(step.waitSeconds * second);
  }
};
