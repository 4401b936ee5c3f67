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

describe('the allowed outcome of a task', () => {
  it('is the provider’s if it came in time', () => {
    expect(allowedOutcomes(aLife(), window)).toEqual([{ status: 'completed' }]);
    expect(ends(late(5, 3))).toEqual(['completed']);
  });

  it('is the deadline if the provider was not done by then', () => {
    expect(allowedOutcomes(aLife(late(5, 6)), window)).toEqual([
      { status: 'expired', errorCode: 'deadline_exceeded' },
    ]);
    expect(ends({ groundTruth: aTruth({ endsAt: undefined }) })).toEqual(['expired']);
  });

  it('is either if both happen together', () => {
    expect(ends(late(5, 4.5))).toEqual(['completed', 'expired']);
  });

  it('is task_not_found if the provider had deleted the task before', () => {
    const groundTruth = aTruth({ createdAt: startOfRun - 25 * hour, deletedAt: startOfRun - hour });
    expect(allowedOutcomes(aLife({ groundTruth }), window)).toEqual([
      { status: 'expired', errorCode: 'task_not_found' },
    ]);
    expect(ends({ groundTruth: undefined })).toEqual(['expired']);
  });

  it('is stopped if the owner got that answer, and either if it got none', () => {
    expect(ends({ stop: { triedAt: startOfRun, status: 202 } })).toEqual(['stopped']);
    expect(ends({ stop: { triedAt: startOfRun } })).toEqual(['stopped', 'completed']);
    expect(ends({ stop: { triedAt: startOfRun, status: 409 } })).toEqual(['completed']);
  });
});
