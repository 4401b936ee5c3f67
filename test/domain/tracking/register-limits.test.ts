import { describe, expect, it } from 'vitest';
import { hour, minute, second } from '../../../lambdas/domain/task/time.ts';
import { type RegisterTaskDeps, registerTask } from '../../../lambdas/domain/tracking/register-task.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryExecutions } from '../../support/fakes/memory-executions.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { startOfTests } from '../../support/records.ts';

const key = { owner: 'owner1', taskId: 'video_abc123' };
const theirs = { ...key, owner: 'owner2' };
const asked = {
  callbackUrl: 'https://example.com/hook',
  serviceTier: 'default',
  events: [],
  metadata: {},
} as const;

const make = (settings: Partial<RegisterTaskDeps> = {}) => {
  const tasks = new MemoryStore();
  const executions = new MemoryExecutions();
  const clock = new ManualClock(startOfTests);
  const register = registerTask({ tasks, executions, clock, giveUpAfterSeconds: 23 * 3_600, ...settings });
  return { tasks, executions, register };
};

describe('an owner who has as many open tasks as it may have', () => {
  const openTasks = { admit: async (owner: string) => owner === 'owner2' };

  it('registers no other one, and nobody else is held up by that', async () => {
    const at = make({ openTasks });
    expect(await at.register(key, asked)).toEqual({ kind: 'too_many_open' });
    expect(await at.tasks.find(key)).toBeUndefined();
    expect(at.executions.started).toEqual([]);
    expect((await at.register(theirs, asked)).kind).toBe('registered');
  });

  it('has a task tracked that it has paid for already', async () => {
    const at = make({ openTasks });
    expect((await at.register(key, asked, { model: 'seedance' })).kind).toBe('registered');
  });

  it('is answered as the first time about a task that is tracked', async () => {
    const { tasks } = make();
    await make({ tasks }).register(key, asked);
    expect((await make({ tasks, openTasks }).register(key, asked)).kind).toBe('already');
  });
});

describe('a task that another owner tracks', () => {
  it('is taken, and stays as it is', async () => {
    const at = make();
    await at.register(theirs, asked);
    expect(await at.register(key, asked)).toEqual({ kind: 'taken' });
    expect(await at.tasks.find(key)).toBeUndefined();
    expect(at.executions.started).toHaveLength(1);
  });

  it('is tracked for both, where tasks are shared', async () => {
    const at = make({ sharedTasks: true });
    await at.register(theirs, asked);
    expect((await at.register(key, asked)).kind).toBe('registered');
  });

  it('is tracked for whoever created it here', async () => {
    const claims: unknown[] = [];
    const tasks = new MemoryStore();
    const add = tasks.add.bind(tasks);
    tasks.add = (task, claim) => {
      claims.push(claim);
      return add(task, claim);
    };
    const { register } = make({ tasks });
    await register(theirs, asked);
    expect((await register(key, asked, {})).kind).toBe('registered');
    expect(claims).toEqual(['first', 'created']);
  });
});

it('a task of the same id at another provider is a conflict', async () => {
  const at = make();
  await at.register(key, asked);
  expect((await at.register({ ...key, provider: 'ark' }, asked)).kind).toBe('conflict');
});

it('a task that was just created is polled when it may be finished, and swept no earlier', async () => {
  const at = make();
  const firstPoll = async () => ({ change: { expectedAt: startOfTests + hour }, afterSeconds: 600 }) as never;
  const { task } = (await at.register(key, asked, { firstPoll })) as { task: object };
  expect(task).toMatchObject({
    ...{ ...key, status: 'queued', expectedAt: startOfTests + hour },
    nextQueryAt: startOfTests + 600 * second,
    leaseUntil: startOfTests + 15 * minute,
  });
  expect(await at.tasks.find(key)).toEqual(task);
  expect(at.executions.started).toEqual([{ ...key, restart: 0, waitSeconds: 600 }]);
});
