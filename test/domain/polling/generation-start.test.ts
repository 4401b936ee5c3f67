import { describe, expect, it } from 'vitest';
import { generationTime } from '../../../lambdas/domain/polling/estimate-store.ts';
import { generationStart } from '../../../lambdas/domain/polling/generation-start.ts';
import { minute } from '../../../lambdas/domain/task/time.ts';
import { startOfTests } from '../../support/records.ts';

const createdAt = startOfTests;

describe('when processing began', () => {
  it('lies between the last answer of queued and the first of processing', () => {
    const task = { createdAt, notProcessingAt: createdAt + minute, processingSince: createdAt + 3 * minute };
    expect(generationStart(task)).toEqual({ from: createdAt + minute, to: createdAt + 3 * minute });
  });

  it('is the creation, if the task was never seen queued', () => {
    const task = { createdAt, processingSince: createdAt + 2 * minute };
    expect(generationStart(task)).toEqual({ from: createdAt, to: createdAt });
    const finished = { ...task, lastPendingAt: createdAt + 2 * minute, finishedAt: createdAt + 3 * minute };
    expect(generationTime(finished)).toEqual({ fromSeconds: 120, toSeconds: 180 });
  });

  it('is not known before anything was seen', () => {
    expect(generationStart({ processingSince: createdAt })).toBeUndefined();
  });
});
