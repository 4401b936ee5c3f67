import { describe, expect, it } from 'vitest';
import { timelineOf, whyThen } from '../../lambdas/console/text/timeline.ts';
import { upcoming } from '../../lambdas/console/text/upcoming.ts';
import { minute, second } from '../../lambdas/domain/task/time.ts';
import type { DeliveryList } from '../../lambdas/handlers/api/answer-schemas.ts';
import { deliveryView, taskView } from '../../lambdas/handlers/api/views.ts';
import { aDelivery, aTask, startOfTests } from '../support/records.ts';

const at = (seconds: number): number => startOfTests + seconds * second;
const iso = (seconds: number): string => new Date(at(seconds)).toISOString();
const titles = (entries: readonly { readonly title: string }[]): string[] =>
  entries.map(({ title }) => title);

const attempt = (number: number, fields: object) => ({
  attempt: number,
  at: iso(100 + number),
  address: null,
  status: null,
  failure: null,
  reason: null,
  location: null,
  milliseconds: 12,
  answer: null,
  nextAttemptAt: null,
  ...fields,
});

describe('the timeline of a task', () => {
  it('tells all that happened in the order of time, and what is expected after it', () => {
    const task = taskView(
      aTask({
        status: 'failed',
        createdAt: at(-5),
        queries: 22,
        polls: [
          { at: at(30), ms: 80, answer: 'processing', next: at(60) },
          { at: at(60), ms: 90, answer: 'failed' },
        ],
        finishedAt: at(61),
        error: { code: 'provider_failed', message: '<b>no</b>' },
      }),
    );
    const delivery = {
      ...deliveryView(aDelivery({ event: 'video.failed', nextAttemptAt: at(400) })),
      requestedAt: iso(62),
      attempts: [attempt(1, { status: 503, answer: 'later', nextAttemptAt: iso(400) })],
    };
    const entries = timelineOf(task, [delivery]);
    expect(titles(entries)).toEqual([
      'Created at the provider',
      'Registered',
      '20 earlier polls',
      'Polled: processing',
      'Polled: failed',
      'Ended: failed',
      'Delivery 1 of video.failed begun',
      'Callback, attempt 1: 503',
      'Next attempt at delivery 1',
    ]);
    expect(entries.map(({ quote }) => quote).filter(Boolean)).toEqual(['<b>no</b>', 'later']);
    expect(entries.filter(({ expected }) => expected)).toHaveLength(1);
  });

  it.each([
    [{ failure: 'tls', reason: 'self_signed' }, 'tls, self_signed'],
    [{ status: 200, failure: 'answer_too_large' }, '200, answer_too_large'],
    [{}, 'no answer'],
  ])('says of an attempt with %j: %s', (fields, words) => {
    const made = { ...deliveryView(aDelivery()), requestedAt: iso(62), attempts: [attempt(1, fields)] };
    const told = timelineOf(taskView(aTask()), [made] as DeliveryList['deliveries']);
    expect(titles(told)).toContain(`Callback, attempt 1: ${words}`);
  });

  it('expects of an open task the next poll and the deadline, and of a copy its next run', () => {
    const open = taskView(aTask({ nextQueryAt: at(60) }));
    expect(titles(upcoming(open, []))).toEqual(['Next poll', 'Tracking ends at the latest']);
    const copying = taskView(
      aTask({
        status: 'archiving',
        archiveProgress: {
          ...{ key: 'k', startedAt: at(1), turns: 3, failures: 2, refusals: 0 },
          ...{ nextTurnAt: at(90), lastFailure: 'The source answers 503' },
        },
      }),
    );
    expect(titles(upcoming(copying, []))).toContain('Next run of the copy');
    const entry = timelineOf(copying, []).find(({ title }) => title === 'Copying the video');
    expect(entry?.quote).toBe('The source answers 503');
  });

  it('tells the event bus from the callback, and takes no 200 of it for a success that is none', () => {
    const delivery = {
      ...deliveryView(aDelivery({ destination: 'bus', nextAttemptAt: at(400) })),
      requestedAt: iso(62),
      attempts: [attempt(1, { status: 200, failure: 'refused' }), attempt(2, { status: 200 })],
    };
    const entries = timelineOf(taskView(aTask({ status: 'failed' })), [delivery]);
    expect(titles(entries)).toContain('Delivery 1 to the event bus of video.completed begun');
    expect(titles(entries)).toContain('Next attempt at delivery 1 to the event bus');
    const attempts = entries.filter(({ title }) => title.startsWith('Event bus, attempt'));
    expect(attempts.map(({ tone }) => tone)).toEqual(['bad', 'good']);
  });

  it('says when it is likely to be finished, and why there is no video', () => {
    const expectedAt = iso(90);
    const task = { ...taskView(aTask({ nextQueryAt: at(60) })), expectedAt, expectedBy: iso(200) };
    const likely = upcoming(task, []).find(({ title }) => title === 'Likely to be finished');
    expect(likely).toMatchObject({ at: expectedAt, expected: true });
    expect(likely?.details[0]).toMatch(/^19 of 20 such tasks by /);
    const error = { code: 'provider_failed', message: 'no', reason: 'quota', providerCode: 'E1' } as const;
    const failed = taskView(aTask({ status: 'failed', finishedAt: at(61), error }));
    const end = timelineOf(failed, []).find(({ title }) => title === 'Ended: failed');
    expect(end?.details).toEqual([
      'provider failed, quota',
      'the provider’s code: E1',
      'the same may succeed if it is created again',
    ]);
  });

  it.each([
    ['queued', null, 60, 'what is queued is not finished soon'],
    ['processing', null, 60, 'by the generation times seen so far'],
    ['throttled', 90, 90, 'the provider asked to be left alone for 90 s'],
    ['processing', null, 600, 'it falls on the deadline'],
    ['not_found', null, 60, 'a 404 may pass'],
    ['timeout', null, 60, 'no clear answer: less often while it goes on'],
  ])('says why the poll after %s is when it is', (answer, retryAfterSeconds, next, why) => {
    const poll = { at: iso(0), milliseconds: 5, answer, retryAfterSeconds, nextQueryAt: iso(next) };
    expect(whyThen(poll, new Date(startOfTests + 10 * minute).toISOString())).toBe(why);
  });
});
