import { describe, expect, it } from 'vitest';
import { deliverEvent } from '../../../lambdas/domain/bus/deliver-event.ts';
import { noBus } from '../../../lambdas/domain/bus/event-bus.ts';
import type { CallbackReply } from '../../../lambdas/domain/callbacks/callbacks.ts';
import type { HostSlots } from '../../../lambdas/domain/callbacks/host-slots.ts';
import { hour, minute, second } from '../../../lambdas/domain/task/time.ts';
import { seeded } from '../../../lib/local/seeded.ts';
import { MemoryExecutions } from '../../support/fakes/memory-executions.ts';
import { MemoryHostSlots } from '../../support/fakes/memory-host-slots.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { PlainSigner } from '../../support/fakes/scripted-callbacks.ts';
import { aDelivery, aTask, startOfTests } from '../../support/records.ts';
import { VirtualTime } from '../../support/virtual-time.ts';

/** Invocations of the function at once: what a small account has left. */
const concurrency = 100;
const lid = 10;
/** Of an invocation beside its request. */
const workMillis = 60;

interface Receiver {
  readonly millis: number;
  readonly reply: Partial<CallbackReply>;
}
const quick: Receiver = { millis: 80, reply: { kind: 'accepted', status: 204 } };
const slow: Receiver = { millis: 2_000, reply: { kind: 'accepted', status: 204 } };
const hanging: Receiver = { millis: 15_000, reply: { kind: 'failed', failure: 'timeout' } };

/** 1,000 tasks of one host finish at once, and 100 of another in the three minutes from then on. */
const simulate = async (first: Receiver, hosts: HostSlots = new MemoryHostSlots(lid), until = hour) => {
  const time = new VirtualTime(startOfTests);
  const store = new MemoryStore();
  const random = seeded(1);
  const underWay = { first: 0, most: 0, invocations: 0 };
  const delays: number[] = [];
  let putOffs = 0;
  let attempts = 0;
  let doneAt = 0;
  const send = async (url: string): Promise<CallbackReply> => {
    const isFirst = url.includes('first');
    const { millis, reply } = isFirst ? first : quick;
    if (isFirst) underWay.most = Math.max(underWay.most, ++underWay.first);
    if (isFirst) attempts += 1;
    await time.sleep(millis);
    if (isFirst) underWay.first -= 1;
    return { kind: 'failed', milliseconds: millis, ...reply };
  };
  const deliver = deliverEvent({
    bus: noBus,
    tasks: store,
    deliveries: store.deliveries,
    callbacks: { send },
    hosts,
    executions: new MemoryExecutions(),
    signer: new PlainSigner(),
    videoLinks: { to: () => Promise.reject(new Error('There is no video')) },
    clock: time,
    random: () => 0.5,
    apiUrl: 'https://api.example.com/v1',
  });
  /** As the state machine does, throttled invocations included. */
  const follow = async (taskId: string, finishedAt: number) => {
    await time.sleep(finishedAt - time.now());
    const input = { owner: 'owner1', taskId, restart: 0, delivery: 1 };
    for (;;) {
      for (let retry = 2; underWay.invocations >= concurrency; retry = Math.min(retry * 2, 60)) {
        await time.sleep(Math.ceil(random() * retry * second));
      }
      underWay.invocations += 1;
      await time.sleep(workMillis);
      const { step, settled, putOff } = await deliver(input);
      underWay.invocations -= 1;
      if (putOff) putOffs += 1;
      if (settled && !taskId.startsWith('first')) delays.push(time.now() - finishedAt);
      if (settled && taskId.startsWith('first')) doneAt = time.now();
      if (step.next === 'done') return;
      await time.sleep(step.waitSeconds * second);
      if (time.now() > startOfTests + until) return;
    }
  };
  const add = async (taskId: string, host: string, finishedAt: number) => {
    const callbackUrl = `https://${host}.example.com/hook`;
    await store.add(aTask({ taskId, callbackUrl, status: 'failed', finishedAt }));
    await store.deliveries.add(
      aDelivery({ taskId, event: 'video.failed', requestedAt: finishedAt, nextAttemptAt: finishedAt }),
    );
    void follow(taskId, finishedAt);
  };
  for (let n = 0; n < 1_000; n += 1) await add(`first${n}`, 'first', startOfTests);
  for (let n = 0; n < 100; n += 1) await add(`other${n}`, 'other', startOfTests + n * 1.8 * second);
  await time.run();
  delays.sort((a, b) => a - b);
  return {
    most: underWay.most,
    median: delays[50] ?? Number.NaN,
    longest: delays.at(-1) ?? Number.NaN,
    putOffs,
    attempts,
    doneAt: doneAt - startOfTests,
  };
};

describe('A thousand finishes at once towards one host', () => {
  it('that is slow come to no more than the lid, are all delivered, and delay no other host', async () => {
    const calm = await simulate(quick);
    const busy = await simulate(slow);
    expect(busy.most).toBe(lid);
    expect(busy.attempts).toBe(1_000);
    expect(busy.median).toBeLessThanOrEqual(calm.median * 1.1);
    // 1,000 × 2 s / 10 = 200 s is the best that can be, and each comes twice or so for it.
    expect(busy.doneAt).toBeLessThan(6 * minute);
    expect(busy.putOffs).toBeLessThan(3_000);
  });

  it('that hangs come to no more than the lid, soon to one at a time, and delay no other host', async () => {
    const calm = await simulate(quick);
    const hung = await simulate(hanging, new MemoryHostSlots(lid), 10 * minute);
    expect(hung.most).toBe(lid);
    expect(hung.median).toBeLessThanOrEqual(calm.median * 1.1);
    // 10 at first, then one every 15 s.
    expect(hung.attempts).toBeLessThan(10 + 10 * 4 + 20);
  });

  it('would take every function there is, and delay the others, if there were no lid', async () => {
    const free: HostSlots = new MemoryHostSlots(1_000);
    const open = await simulate(hanging, free, 2 * minute);
    const lidded = await simulate(hanging, new MemoryHostSlots(lid), 2 * minute);
    expect(open.most).toBe(concurrency);
    expect(open.longest).toBeGreaterThan(10 * second);
    expect(lidded.longest).toBeLessThan(5 * second);
  });
});
