import { describe, expect, it } from 'vitest';
import type { ExecutionInput } from '../../../lambdas/contract/workflow.ts';
import type { Registration } from '../../../lambdas/domain/task/task.ts';
import { hour, minute } from '../../../lambdas/domain/task/time.ts';
import { type AlreadyKnown, registerTask } from '../../../lambdas/domain/tracking/register-task.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { startOfTests } from '../../support/records.ts';

const key = { owner: 'owner1', taskId: 'video_abc123' };
const asked: Registration = {
  callbackUrl: 'https://example.com/hook',
  serviceTier: 'default',
  events: ['video.processing'],
  metadata: { order: '7', shop: 'b' },
};

const make = () => {
  const clock = new ManualClock(startOfTests);
  const tasks = new MemoryStore();
  const started: ExecutionInput[] = [];
  const refusal: { error?: Error } = {};
  const executions = {
    start: async (input: ExecutionInput) => {
      if (refusal.error) throw refusal.error;
      started.push(input);
    },
  };
  const deps = { tasks, executions, clock, giveUpAfterSeconds: 23 * 3_600 };
  const register = async (registration: Registration = asked, created?: AlreadyKnown) => {
    const registered = await registerTask(deps)(key, registration, created);
    if (!('task' in registered)) throw new Error(`The task is not tracked: ${registered.kind}`);
    return registered;
  };
  return { clock, tasks, started, refusal, register };
};

describe('registering a task', () => {
  it('writes a queued record that its first execution must move on within five minutes', async () => {
    const at = make();
    const { kind, task } = await at.register();
    expect(kind).toBe('registered');
    expect(task).toEqual({
      ...key,
      ...asked,
      status: 'queued',
      registeredAt: startOfTests,
      deadline: startOfTests + 23 * hour,
      queries: 0,
      restart: 0,
      strikes: 0,
      leaseUntil: startOfTests + 5 * minute,
    });
    expect(await at.tasks.find(key)).toEqual(task);
  });

  it('starts one execution of it', async () => {
    const at = make();
    await at.register();
    expect(at.started).toEqual([{ ...key, restart: 0 }]);
  });

  it('keeps what is known of a task that we created, and counts its day from there', async () => {
    const at = make();
    const createdAt = startOfTests - hour;
    const { task } = await at.register(asked, { model: 'seedance', createdAt });
    expect(task).toMatchObject({ model: 'seedance', createdAt, deadline: createdAt + 23 * hour });
  });

  it('ends the tracking when its owner says so', async () => {
    const { task } = await make().register({ ...asked, giveUpAfterSeconds: 600 });
    expect(task.deadline).toBe(startOfTests + 10 * minute);
  });

  it('is safe though the execution cannot be started, and says why it could not', async () => {
    const at = make();
    at.refusal.error = new Error('Step Functions is down');
    const registered = await at.register();
    expect(registered).toMatchObject({ kind: 'registered', startFailure: at.refusal.error });
    expect(await at.tasks.find(key)).toBeDefined();
  });

  it('reports no failure if the execution was started', async () => {
    expect(await make().register()).not.toHaveProperty('startFailure');
  });
});

describe('registering a task again', () => {
  it('answers with the task of the first time', async () => {
    const at = make();
    const first = await at.register();
    at.clock.advance(minute);
    const second = await at.register({ ...asked, metadata: { shop: 'b', order: '7' } });
    expect(second).toEqual({ kind: 'already', task: first.task });
  });

  it('starts the execution again as long as nothing was polled: its start may have been lost', async () => {
    const at = make();
    await at.register();
    await at.register();
    expect(at.started).toHaveLength(2);
  });

  it('starts nothing once the task is being polled', async () => {
    const at = make();
    await at.register();
    await at.tasks.change({ ...key, restart: 0 }, 'query', { queries: 1, leaseUntil: startOfTests + hour });
    expect((await at.register()).kind).toBe('already');
    expect(at.started).toHaveLength(1);
  });

  it('starts the execution again if the record’s lease has passed', async () => {
    const at = make();
    await at.register();
    await at.tasks.change({ ...key, restart: 0 }, 'query', { queries: 1, leaseUntil: startOfTests + minute });
    at.clock.advance(minute);
    await at.register();
    expect(at.started).toHaveLength(1);
    at.clock.advance(1);
    await at.register();
    expect(at.started).toHaveLength(2);
  });

  it('starts nothing for a task that has ended', async () => {
    const at = make();
    await at.register();
    await at.tasks.change({ ...key, restart: 0 }, 'stop', { status: 'stopped', leaseUntil: undefined });
    expect((await at.register()).kind).toBe('already');
    expect(at.started).toHaveLength(1);
  });

  it('says why the execution could not be started again', async () => {
    const at = make();
    await at.register();
    at.refusal.error = new Error('Step Functions is down');
    expect(await at.register()).toMatchObject({ kind: 'already', startFailure: at.refusal.error });
  });

  const others: readonly (readonly [what: string, change: Partial<Registration>])[] = [
    ['another callback URL', { callbackUrl: 'https://example.com/other' }],
    ['another tier', { serviceTier: 'flex' }],
    ['a limit', { giveUpAfterSeconds: 600 }],
    ['no events', { events: [] }],
    ['more events', { events: ['video.processing', 'video.completed'] }],
    ['another event', { events: ['video.failed'] }],
    ['no metadata', { metadata: {} }],
    ['less metadata', { metadata: { order: '7' } }],
    ['more metadata', { metadata: { ...asked.metadata, more: '' } }],
    ['another value', { metadata: { order: '8', shop: 'b' } }],
    ['another name', { metadata: { order: '7', store: 'b' } }],
  ];
  it.each(others)('with %s is a conflict that changes and starts nothing', async (_, change) => {
    const at = make();
    const first = await at.register();
    const second = await at.register({ ...asked, ...change });
    expect(second).toEqual({ kind: 'conflict', task: first.task });
    expect(at.started).toHaveLength(1);
    expect(await at.tasks.find(key)).toEqual(first.task);
  });
});
