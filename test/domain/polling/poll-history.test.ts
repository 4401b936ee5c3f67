import { expect, it } from 'vitest';
import { maxPastPolls, pollsUntil } from '../../../lambdas/domain/polling/poll-history.ts';
import { second } from '../../../lambdas/domain/task/time.ts';
import { completed, processing, queued } from '../../support/answers.ts';
import { ScriptedProvider } from '../../support/fakes/scripted-provider.ts';
import { querying } from '../../support/polling.ts';
import { startOfTests } from '../../support/records.ts';

const throttled = { kind: 'unclear', reason: 'throttled', retryAfterSeconds: 90 } as const;

it('the record says of each poll what the answer meant and when the next one was due', async () => {
  const { query, record, clock } = await querying(
    new ScriptedProvider(queued, throttled, { kind: 'not_found' }, completed),
  );
  const waits: number[] = [];
  for (let poll = 0; poll < 4; poll += 1) {
    const { step } = await query();
    waits.push(step.waitSeconds);
    clock.advance(step.waitSeconds * second);
  }
  const { polls = [] } = await record();
  expect(polls.map(({ answer }) => answer)).toEqual(['queued', 'throttled', 'not_found', 'completed']);
  expect(polls[0]).toEqual({
    at: startOfTests,
    ms: 0,
    answer: 'queued',
    next: startOfTests + (waits[0] ?? 0) * second,
  });
  expect(polls[1]?.retryAfter).toBe(90);
  expect(polls[3]).not.toHaveProperty('next');
});

it('the record keeps the latest polls only', async () => {
  const { query, record, clock } = await querying(
    new ScriptedProvider(...Array.from({ length: maxPastPolls + 3 }, () => processing)),
  );
  for (let poll = 0; poll < maxPastPolls + 3; poll += 1) {
    clock.advance((await query()).step.waitSeconds * second);
  }
  const { polls = [], queries, lastQueryAt } = await record();
  expect(queries).toBe(maxPastPolls + 3);
  expect(polls).toHaveLength(maxPastPolls);
  expect(polls.at(-1)?.at).toBe(lastQueryAt);
});

it('a record without polls has none that waits for the next', () => {
  expect(pollsUntil({}, startOfTests)).toEqual([]);
});
