import { describe, expect, it } from 'vitest';
import { allowedOutcomes, type TaskHistory } from '../../../../../lib/local/chaos/check/allowed-outcomes.ts';
import { aLife, aTruth, startOfRun } from '../samples.ts';

const hour = 3_600_000;
const window = hour;
const ends = (history: Partial<TaskHistory>) =>
  allowedOutcomes(aLife(history), window).map(({ status }) => status);
const late = (give: number, endsAfter: number): Partial<TaskHistory> => ({
  planned: { ...aLife().planned, giveUpAfterSeconds: give * 3600 },
  groundTruth: aTruth({ endsAt: startOfRun + endsAfter * hour }),
});

describe('the right end of a task', () => {
  it('is the provider’s where it came in time', () => {
    expect(allowedOutcomes(aLife(), window)).toEqual([{ status: 'completed' }]);
    expect(ends(late(5, 3))).toEqual(['completed']);
  });

  it('is the deadline where the provider was not done by then', () => {
    expect(allowedOutcomes(aLife(late(5, 6)), window)).toEqual([
      { status: 'expired', errorCode: 'deadline_exceeded' },
    ]);
    expect(ends({ groundTruth: aTruth({ endsAt: undefined }) })).toEqual(['expired']);
  });

  it('is either where the two fall together', () => {
    expect(ends(late(5, 4.5))).toEqual(['completed', 'expired']);
  });

  it('is that of an unknown task where the provider had deleted it before', () => {
    const groundTruth = aTruth({ createdAt: startOfRun - 25 * hour, deletedAt: startOfRun - hour });
    expect(allowedOutcomes(aLife({ groundTruth }), window)).toEqual([
      { status: 'expired', errorCode: 'task_not_found' },
    ]);
    expect(ends({ groundTruth: undefined })).toEqual(['expired']);
  });

  it('is the owner’s wherever it was told so, and open where it never heard', () => {
    expect(ends({ stop: { triedAt: startOfRun, status: 202 } })).toEqual(['stopped']);
    expect(ends({ stop: { triedAt: startOfRun } })).toEqual(['stopped', 'completed']);
    expect(ends({ stop: { triedAt: startOfRun, status: 409 } })).toEqual(['completed']);
  });
});
