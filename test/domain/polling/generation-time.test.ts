import { describe, expect, it } from 'vitest';
import { generationTime } from '../../../lambdas/domain/polling/estimate-store.ts';
import { second } from '../../../lambdas/domain/task/time.ts';
import { startOfTests } from '../../support/records.ts';

const at = (seconds: number) => startOfTests + seconds * second;

describe('the generation time of a task', () => {
  it('that finished before its first poll is at most the time since its creation', () => {
    const created = { createdAt: at(0), lastPendingAt: at(2), finishedAt: at(90) };
    expect(generationTime(created)).toEqual({ fromSeconds: 0, toSeconds: 90 });
  });

  it('that was finished when it was registered is unknown, since it may have been finished for hours', () => {
    expect(generationTime({ createdAt: at(0), finishedAt: at(300) })).toBeUndefined();
  });

  it('teaches something if it is known to within ten minutes', () => {
    const seenAfter = (seconds: number) =>
      generationTime({
        notProcessingAt: at(0),
        processingSince: at(seconds),
        lastPendingAt: at(1_000),
        finishedAt: at(1_000),
      });
    expect(seenAfter(600)).toEqual({ fromSeconds: 400, toSeconds: 1_000 });
    expect(seenAfter(601)).toBeUndefined();
  });

  it('teaches nothing if two clocks disagree so far that it ended before it began', () => {
    const backwards = { createdAt: at(100), processingSince: at(40), lastPendingAt: at(50) };
    expect(generationTime({ ...backwards, finishedAt: at(90) })).toBeUndefined();
    const atOnce = { createdAt: at(0), processingSince: at(0), lastPendingAt: at(0), finishedAt: at(0) };
    expect(generationTime(atOnce)).toBeUndefined();
  });
});
