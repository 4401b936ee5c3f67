import { describe, expect, it } from 'vitest';
import { noBus } from '../../lambdas/domain/bus/event-bus.ts';
import { makeHandler } from '../../lambdas/handlers/deliver-callback.ts';
import { ManualClock } from '../support/fakes/manual-clock.ts';
import { MemoryExecutions } from '../support/fakes/memory-executions.ts';
import { MemoryHostSlots } from '../support/fakes/memory-host-slots.ts';
import { MemoryStore } from '../support/fakes/memory-store.ts';
import { PlainSigner, ScriptedCallbacks } from '../support/fakes/scripted-callbacks.ts';
import { aDelivery, aTask, startOfTests } from '../support/records.ts';

describe('The function that delivers callbacks', () => {
  it('answers the next step, and reports the attempt and the end', async () => {
    const store = new MemoryStore();
    await store.add(aTask({ status: 'failed', finishedAt: startOfTests - 3_000 }));
    await store.deliveries.add(aDelivery({ event: 'video.failed' }));
    const executions = new MemoryExecutions();
    const counted: string[] = [];
    const logged: unknown[][] = [];
    const handle = makeHandler({
      bus: noBus,
      tasks: store,
      deliveries: store.deliveries,
      hosts: new MemoryHostSlots(),
      executions,
      callbacks: new ScriptedCallbacks(
        { kind: 'failed', status: 503, answer: 'a secret of the receiver' },
        {},
      ),
      signer: new PlainSigner(),
      videoLinks: { to: () => Promise.reject(new Error('There is no video')) },
      clock: new ManualClock(startOfTests),
      random: () => 0,
      apiUrl: 'https://api.example.com/v1',
      telemetry: {
        log: (...entry) => void logged.push(entry),
        count: (metric) => void counted.push(metric),
      },
    });
    const input = { owner: 'owner1', taskId: 'video_abc123def456', restart: 0, delivery: 1 };
    expect(await handle(input)).toEqual({ ...input, next: 'deliver', waitSeconds: 5 });
    await store.deliveries.change({ ...input, number: 1 }, { nextAttemptAt: startOfTests });
    expect(await handle(input)).toEqual({ ...input, next: 'done', waitSeconds: 0 });
    expect(counted).toEqual([]);
    expect(logged).toMatchObject([
      ['info', 'callbackAttempted', { status: 503 }],
      ['info', 'callbackAttempted', { status: 204 }],
      ['info', 'deliverySettled', { state: 'delivered', attempts: 2, delaySeconds: 3 }],
    ]);
    expect(JSON.stringify(logged)).not.toMatch(/secret|v1,|example\.com/);
  });
});
