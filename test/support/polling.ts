import { sha256Hex } from '../../lambdas/adapters/runtime/digest.ts';
import { eventId } from '../../lambdas/domain/callbacks/event-id.ts';
import { type PollTaskDeps, pollTask } from '../../lambdas/domain/polling/poll-task.ts';
import type { Provider } from '../../lambdas/domain/provider/provider.ts';
import type { Task } from '../../lambdas/domain/task/task.ts';
import { hour, second } from '../../lambdas/domain/task/time.ts';
import { ManualClock } from './fakes/manual-clock.ts';
import { MemoryEstimates } from './fakes/memory-estimates.ts';
import { MemoryExecutions } from './fakes/memory-executions.ts';
import { MemoryStore } from './fakes/memory-store.ts';
import { aTask, startOfTests } from './records.ts';

/** Everything that a question needs, in memory. */
export const querying = async (
  provider: Provider,
  fields: Partial<Task> = {},
  more: Partial<PollTaskDeps> = {},
) => {
  const store = new MemoryStore();
  const clock = new ManualClock(startOfTests);
  const executions = new MemoryExecutions();
  const task = aTask(fields);
  await store.add(task);
  const input = { owner: task.owner, taskId: task.taskId, restart: task.restart };
  const deps: PollTaskDeps = {
    tasks: store,
    deliveries: store.deliveries,
    executions,
    estimates: new MemoryEstimates(),
    provider,
    clock,
    random: () => 0,
    eventId: (key, event) => eventId(key, event, sha256Hex),
    limits: { pollMinSeconds: 30, pollMaxSeconds: 120 },
    giveUpAfterSeconds: (23 * hour) / second,
    ...more,
  };
  const record = async (): Promise<Task> => {
    const found = await store.find(task);
    if (!found) throw new Error('The record is gone');
    return found;
  };
  /** Asks, and waits as told, until there is something else to do than to ask. */
  const follow = async (most = 10_000) => {
    for (let turn = 0; turn < most; turn += 1) {
      const { step } = await pollTask(deps)(input);
      if (step.next !== 'query') return step;
      clock.advance(step.waitSeconds * second);
    }
    throw new Error(`Still asking after ${most} questions`);
  };
  return {
    store,
    clock,
    executions,
    task,
    input,
    deps,
    record,
    follow,
    query: () => pollTask(deps)(input),
  };
};
