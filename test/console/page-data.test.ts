import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { withFirstPage } from '../../lambdas/console/data/live-list.ts';
import { ServerClock } from '../../lambdas/console/data/server-clock.ts';
import { callbackDelay } from '../../lambdas/console/data/summary.ts';
import { nextChangeAt } from '../../lambdas/console/data/task-details.ts';
import { curlLine } from '../../lambdas/console/text/curl.ts';
import { executionLink } from '../../lambdas/console/text/execution-link.ts';
import {
  age,
  bytes,
  duration,
  localMinute,
  median,
  timeOfDay,
  timeSeen,
} from '../../lambdas/console/text/format.ts';
import { blankRegistration, registrationBody } from '../../lambdas/console/text/registration.ts';
import type { Delivery } from '../../lambdas/domain/task/delivery.ts';
import type { Task } from '../../lambdas/domain/task/task.ts';
import { taskView } from '../../lambdas/handlers/api/views.ts';
import { aDelivery, aTask, startOfTests } from '../support/records.ts';

const row = (taskId: string) => ({
  taskId,
  ...({ status: 'queued', serviceTier: 'default', registeredAt: '', model: null } as const),
  ...{ createdAt: null, finishedAt: null, error: null },
});
const rows = (...ids: string[]) => ids.map(row);

describe('a fresh first page', () => {
  it.each([
    [
      'goes before what is known already',
      ['c', 'b', 'a', 'z'],
      ['d', 'c'],
      'next',
      ['d', 'c', 'b', 'a', 'z'],
    ],
    ['replaces what it does not reach', ['c', 'b'], ['z', 'y'], 'next', ['z', 'y']],
    ['is all there is if it is the last', ['c', 'b', 'a'], ['d', 'a'], null, ['d', 'a']],
  ])('%s', (_, known, page, nextCursor, expected) => {
    const merged = withFirstPage(rows(...known), { tasks: rows(...page), nextCursor });
    expect(merged.map(({ taskId }) => taskId)).toEqual(expected);
  });
});

describe('a record is asked for again', () => {
  const fetchedAt = startOfTests;
  const later = startOfTests + 90_000;
  const changeOf = (task: Partial<Task>, delivery?: Partial<Delivery>): number =>
    nextChangeAt({ view: taskView(aTask(task), delivery ? [aDelivery(delivery)] : []), fetchedAt });

  it.each([
    ['at the next poll while it is open', changeOf({ nextQueryAt: later }), later],
    ['at once before the first poll', changeOf({}), fetchedAt],
    ['at once between its end and its delivery', changeOf({ status: 'failed' }), fetchedAt],
    ['at the next attempt', changeOf({ status: 'failed' }, { nextAttemptAt: later }), later],
    [
      'now and then once all is settled',
      changeOf({ status: 'failed' }, { state: 'delivered' }),
      fetchedAt + 60_000,
    ],
    ['now and then if it was stopped', changeOf({ status: 'stopped' }), fetchedAt + 60_000],
  ])('%s', (_, at, expected) => {
    expect(at).toBe(expected);
  });
});

describe('the relay’s clock', () => {
  it('is followed at its own speed, by the dates of answers', () => {
    let real = 0;
    const clock = new ServerClock(() => real);
    clock.learn(new Date(startOfTests).toUTCString());
    real += 2_000;
    clock.learn(new Date(startOfTests + 120_000).toUTCString());
    expect(clock.rate).toBe(60);
    real += 1_000;
    expect(clock.now()).toBe(startOfTests + 180_000);
  });

  it('runs as fast as ours if only the rounding of the dates differs, and is ours if there is none', () => {
    let real = 500;
    const clock = new ServerClock(() => real);
    clock.learn(null);
    expect(clock.now()).toBe(500);
    clock.learn(new Date(startOfTests).toUTCString());
    real += 2_000;
    clock.learn(new Date(startOfTests + 3_000).toUTCString());
    expect(clock.rate).toBe(1);
  });
});

it('a countdown never goes back though the dates of answers are cut to the second, and a clock that was set is followed', () => {
  let real = 0;
  const clock = new ServerClock(() => real);
  const seen: number[] = [];
  // The relay is 0.9 s into its second when the browser's clock is 0.
  for (let step = 0; step < 40; step += 1) {
    clock.learn(new Date(Math.floor((startOfTests + 900 + real) / 1000) * 1000).toUTCString());
    seen.push(clock.now());
    real += 333;
  }
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(clock.now()).toBeGreaterThan(startOfTests + 900 + real - 400);
  real += 3_600_000; // Somebody set the browser's clock; the relay's is where it was.
  clock.learn(new Date(startOfTests + 20_000).toUTCString());
  expect(clock.now()).toBe(startOfTests + 20_000);
});

it('a time of another day is shown with its day', () => {
  const noon = new Date(2026, 0, 31, 12).getTime();
  const iso = new Date(noon).toISOString();
  expect(timeSeen(iso, noon + 60_000)).toBe(timeOfDay(iso));
  expect(timeSeen(iso, noon + 86_400_000)).toMatch(/31.*,.*12/);
});

it('a local time is typed as a field takes it', () => {
  expect(localMinute(new Date(2026, 0, 31, 9, 5).getTime())).toBe('2026-01-31T09:05');
});

it('the delay of a callback counts for the first delivery of the end only', () => {
  const task = aTask({ status: 'completed', finishedAt: startOfTests });
  const delivered = { state: 'delivered', settledAt: startOfTests + 4_000 } as const;
  expect(callbackDelay(taskView(task, [aDelivery(delivered)]))).toBe(4_000);
  expect(callbackDelay(taskView(task, [aDelivery({ ...delivered, number: 2 })]))).toBeUndefined();
  expect(callbackDelay(taskView(task, [aDelivery()]))).toBeUndefined();
});

it('a curl line means to a shell what the request means, whatever is in it', () => {
  const body = { taskId: `it's $HOME \`id\` "quoted"`, metadata: { a: '\\' } };
  const line = curlLine('http://127.0.0.1/v1', { method: 'POST', path: `/tasks/a%20'b`, body });
  const script = `curl() { printf '%s\\0' "$@"; }; API_KEY=secret; ${line}`;
  const words = execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
  expect(words).toContain(`http://127.0.0.1/v1/tasks/a%20'b`);
  expect(words).toContain('x-api-key: secret');
  expect(words).toContain(JSON.stringify(body));
});

it('an execution in AWS has a link, and one of this machine none', () => {
  const arn = 'arn:aws:states:eu-central-1:123456789012:execution:Relay:video_1-r0';
  expect(executionLink(arn, false)).toBe(
    `https://eu-central-1.console.aws.amazon.com/states/home?region=eu-central-1#/v2/executions/details/${encodeURIComponent(arn)}`,
  );
  expect(executionLink(arn, true)).toBeUndefined();
  expect(executionLink(null, false)).toBeUndefined();
});

it('what is typed into the form becomes the body of a registration', () => {
  const typed = { ...blankRegistration, taskId: ' video_1 ', callbackUrl: 'https://example.com/a' };
  expect(registrationBody(typed)).toEqual({ taskId: 'video_1', callbackUrl: 'https://example.com/a' });
  expect(registrationBody({ ...typed, callbackUrl: ' ' })).toEqual({ taskId: 'video_1' });
  expect(
    registrationBody({
      ...typed,
      serviceTier: 'flex',
      provider: 'ark',
      announceProcessing: true,
      metadata: 'a=b=c\n\nd',
    }),
  ).toMatchObject({
    serviceTier: 'flex',
    provider: 'ark',
    events: ['video.processing'],
    metadata: { a: 'b=c', d: '' },
  });
});

it('figures are written with their units', () => {
  expect([850, 12_900, 185_000, 7_800_000, 273_600_000].map(duration)).toEqual([
    ...['850 ms', '12 s', '3 min 5 s', '2 h 10 min', '3 d 4 h'],
  ]);
  expect([2_000, 61_000, 7_800_000].map(age)).toEqual(['now', '1 min', '2 h']);
  expect([7, 231_099, 5_368_709_120].map(bytes)).toEqual(['7 bytes', '231 kB', '5.4 GB']);
  expect([median([]), median([3, 1, 2]), median([4, 1])]).toEqual([undefined, 2, 1]);
});
