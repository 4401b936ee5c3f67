import { expect, it } from 'vitest';
import { attemptCopy } from '../../../lambdas/domain/archive/archive-attempt.ts';
import type { ProviderAnswer } from '../../../lambdas/domain/provider/provider.ts';
import type { Task } from '../../../lambdas/domain/task/task.ts';
import { minute } from '../../../lambdas/domain/task/time.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { aTask, startOfTests } from '../../support/records.ts';

it('An archive turn waits longer for the provider’s answer after each of its polls that timed out', async () => {
  const link = 'https://files.example.com/v.mp4';
  let task: Task = aTask({ status: 'archiving', sourceUrl: link });
  const timeout: ProviderAnswer = { kind: 'unclear', reason: 'timeout' };
  const answers = [timeout, timeout, { kind: 'pending', status: 'processing' } as const, timeout];
  const patiences: (number | undefined)[] = [];
  const deps = {
    clock: new ManualClock(startOfTests),
    maxVideoBytes: 1,
    archive: {
      copy: async () => ({ kind: 'stale_link', reason: 'The source answers 403', bytesUp: 0 }) as const,
      keep: async () => undefined,
      abandon: async () => {},
    },
    provider: {
      poll: async (_taskId: string, patience: { timeoutsInARow?: number } = {}) => {
        patiences.push(patience.timeoutsInARow);
        return answers.shift() ?? timeout;
      },
    },
  };
  const begun = { key: 'v.mp4', startedAt: startOfTests, turns: 1, failures: 0, refusals: 0 };
  for (let turn = 0; turn < 4; turn++) {
    await attemptCopy(deps, task, begun, startOfTests + minute, async (change) => {
      task = { ...task, ...change };
      return 'changed';
    });
  }
  expect(patiences).toEqual([undefined, 1, 2, undefined]);
  expect(task.timeoutsInARow).toBe(1);
});
