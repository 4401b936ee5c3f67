import { describe, expect, it } from 'vitest';
import { afterAnswer, outcomeAtDeadline, outcomeOf } from '../../../lambdas/domain/polling/after-answer.ts';
import type { ProviderAnswer } from '../../../lambdas/domain/provider/provider.ts';
import type { Task } from '../../../lambdas/domain/task/task.ts';
import { errorCodes } from '../../../lambdas/domain/task/task.ts';
import { hour, minute, second } from '../../../lambdas/domain/task/time.ts';
import { aTask, startOfTests } from '../../support/records.ts';

const polledAt = startOfTests + minute;
const answeredAt = polledAt + second;
const giveUpAfterSeconds = 23 * 3_600;
/** The task as an answer leaves it. */
const taskAfter = (answer: ProviderAnswer, fields: Partial<Task> = {}): Task => {
  const task = aTask(fields);
  return { ...task, ...afterAnswer(task, { answer, polledAt, answeredAt, giveUpAfterSeconds }) };
};
const pending = { kind: 'pending', status: 'processing' } as const;
const unclear = { kind: 'unclear', reason: 'server_error' } as const;
const image = { kind: 'not_a_video' } as const;
const silent = { kind: 'completed_without_video', shape: '{id: string}' } as const;
const failed = { kind: 'failed', message: 'too dark', reason: 'unknown' } as const;

describe('an answer changes of the record', () => {
  it('what was polled when, and what came of it', () => {
    expect(taskAfter(pending, { queries: 4 })).toMatchObject({
      ...{ queries: 5, lastQueryAt: polledAt, polls: [{ at: polledAt, ms: second, answer: 'processing' }] },
    });
  });

  it('the model and the creation time that are told first, and the deadline with it', () => {
    const createdAt = startOfTests - hour;
    const told = taskAfter({ ...pending, model: 'm', createdAt });
    expect(told).toMatchObject({ model: 'm', createdAt, deadline: createdAt + 23 * hour });
    expect(taskAfter({ ...pending, model: 'other', createdAt: startOfTests }, told)).toMatchObject({
      model: 'm',
      createdAt,
    });
    const early = startOfTests + hour;
    expect(taskAfter({ ...pending, createdAt }, { deadline: early }).deadline).toBe(early);
    expect(taskAfter({ ...pending, createdAt: startOfTests + 5 * hour })).not.toHaveProperty('createdAt');
    expect(taskAfter({ ...pending, model: 'm' })).toMatchObject({ model: 'm', deadline: aTask().deadline });
  });

  it('how it was generated, by the last answer that says so', () => {
    const first = taskAfter({ ...pending, generation: { resolution: '720p', seed: 1 } });
    expect(first.generation).toEqual({ resolution: '720p', seed: 1 });
    const later = taskAfter({ ...pending, createdAt: startOfTests, generation: { seed: 2 } }, first);
    expect(later.generation).toEqual({ resolution: '720p', seed: 2 });
    expect(Object.keys(taskAfter(pending))).not.toContain('generation');
  });

  it('nothing of that, if it is unclear or there is no such task', () => {
    for (const answer of [unclear, { kind: 'not_found' }] as const) {
      const told = { ...answer, model: 'm', createdAt: startOfTests - hour } as unknown as ProviderAnswer;
      expect(taskAfter(told)).not.toHaveProperty('model');
      expect(taskAfter(told)).not.toHaveProperty('createdAt');
    }
  });

  it('how far the provider is', () => {
    const queued = { kind: 'pending', status: 'queued' } as const;
    expect(taskAfter(pending)).toMatchObject({
      status: 'processing',
      lastPendingAt: polledAt,
      processingSince: answeredAt,
    });
    expect(taskAfter(pending, { processingSince: 7 }).processingSince).toBe(7);
    const again = taskAfter(queued, { status: 'processing', processingSince: 7 });
    expect(again).toMatchObject({ status: 'queued', lastPendingAt: polledAt, notProcessingAt: polledAt });
    expect(again.processingSince).toBeUndefined();
    expect(taskAfter(failed, { status: 'processing' })).toMatchObject({ status: 'processing' });
  });

  it('the shape of what could not be read', () => {
    expect(taskAfter({ ...unclear, shape: '{a: string}' })).toMatchObject({
      lastAnswer: 'server_error',
      answerShape: '{a: string}',
    });
    expect(taskAfter(unclear, { answerShape: 'before' }).answerShape).toBe('before');
    expect(taskAfter(silent)).toMatchObject({
      lastAnswer: 'completed_without_video',
      answerShape: '{id: string}',
    });
    expect(taskAfter(image, { answerShape: 'before' }).answerShape).toBe('before');
    const well = taskAfter(pending, {
      lastAnswer: 'x',
      answerShape: 'before',
      notFoundInARow: 2,
      withoutVideoInARow: 2,
    });
    for (const name of [
      'lastAnswer',
      'answerShape',
      'notFoundInARow',
      'withoutVideoInARow',
      'withoutVideo',
    ] as const) {
      expect(well[name]).toBeUndefined();
    }
  });

  it('how often the same came in a row, which an unclear answer does not break', () => {
    const found = taskAfter({ kind: 'not_found' }, { notFoundInARow: 2 });
    expect(found.notFoundInARow).toBe(3);
    expect(taskAfter(unclear, found).notFoundInARow).toBe(3);
    expect(taskAfter(image, found)).toMatchObject({ withoutVideoInARow: 1, notFoundInARow: undefined });
    expect(taskAfter(silent, { withoutVideoInARow: 1 }).withoutVideoInARow).toBe(2);
    const late = taskAfter({ kind: 'unclear', reason: 'timeout' }, { timeoutsInARow: 1 });
    expect(late.timeoutsInARow).toBe(2);
    expect(taskAfter(unclear, late).timeoutsInARow).toBe(2);
    expect(taskAfter(pending, late).timeoutsInARow).toBeUndefined();
  });
});

describe('an answer ends the task', () => {
  const outcome = (answer: ProviderAnswer, fields: Partial<Task> = {}) =>
    outcomeOf(taskAfter(answer, fields), answer);

  it('with the provider’s own words, code and reason', () => {
    expect(outcome(failed)).toEqual({
      status: 'failed',
      error: { code: 'provider_failed', message: 'too dark' },
    });
    expect(outcome({ ...failed, reason: 'moderation_output', providerCode: 'X' })).toEqual({
      status: 'failed',
      error: { code: 'provider_failed', message: 'too dark', reason: 'moderation_output', providerCode: 'X' },
    });
    expect(outcome({ kind: 'cancelled', message: 'by you' })).toEqual({
      status: 'cancelled',
      error: {
        code: 'provider_cancelled',
        message: `${errorCodes.provider_cancelled} Its own words: by you`,
      },
    });
    expect(outcome({ kind: 'expired' })).toEqual({
      status: 'expired',
      error: { code: 'provider_expired', message: errorCodes.provider_expired },
    });
  });

  it('after three times of no such task, or ten if it was ever seen', () => {
    const times = (before: number, fields: Partial<Task>) =>
      outcome({ kind: 'not_found' }, { ...fields, notFoundInARow: before })?.error?.code;
    const seen = { lastPendingAt: startOfTests, model: 'm', createdAt: startOfTests };
    expect([times(1, {}), times(2, {})]).toEqual([undefined, 'task_not_found']);
    expect([times(8, seen), times(9, seen)]).toEqual([undefined, 'task_not_found']);
  });

  it('with the success that was seen before the provider forgot it', () => {
    const forgotten = outcome({ kind: 'not_found' }, { ...taskAfter(image), notFoundInARow: 9 });
    expect(forgotten).toEqual({
      status: 'failed',
      error: { code: 'not_a_video', message: errorCodes.not_a_video, reason: 'invalid_input' },
    });
  });

  it('after five pictures in a row, and never by a success that cannot be read', () => {
    expect(outcome(image, { withoutVideoInARow: 3 })).toBeUndefined();
    expect(outcome(image, { withoutVideoInARow: 4 })?.error?.code).toBe('not_a_video');
    expect(outcome(image)).toBeUndefined();
    expect(outcome(silent, { withoutVideoInARow: 50 })).toBeUndefined();
    for (const answer of [pending, unclear] as const) expect(outcome(answer)).toBeUndefined();
  });
});

describe('a task whose deadline has passed', () => {
  it('is expired, and says what the provider said last', () => {
    const message = errorCodes.deadline_exceeded;
    expect(outcomeAtDeadline(taskAfter(pending))).toEqual({
      status: 'expired',
      error: { code: 'deadline_exceeded', message },
    });
    expect(outcomeAtDeadline(taskAfter(unclear)).error?.message).toBe(
      `${message} The provider’s last answer: server_error.`,
    );
  });

  it('has failed, if a success without a video was seen', () => {
    const told = taskAfter({ ...silent, message: 'blocked', reason: 'moderation_output' });
    expect(outcomeAtDeadline(told)).toEqual({
      status: 'failed',
      error: {
        code: 'completed_without_video',
        message: `${errorCodes.completed_without_video} Its own words: blocked`,
        reason: 'moderation_output',
      },
    });
    expect(outcomeAtDeadline(taskAfter(silent)).error).not.toHaveProperty('reason');
  });
});
