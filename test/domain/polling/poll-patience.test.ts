import { describe, expect, it } from 'vitest';
import type { ProviderAnswer } from '../../../lambdas/domain/provider/provider.ts';
import { hour, minute } from '../../../lambdas/domain/task/time.ts';
import { completed, gone, known, processing, unauthorized, videoUrl } from '../../support/answers.ts';
import { ScriptedProvider } from '../../support/fakes/scripted-provider.ts';
import { querying } from '../../support/polling.ts';
import { startOfTests } from '../../support/records.ts';

describe('no such task', () => {
  it('is believed after three answers for a task that was never seen: within two minutes', async () => {
    const { follow, record, clock } = await querying(new ScriptedProvider(gone));
    expect((await follow()).next).toBe('record');
    expect(await record()).toMatchObject({ queries: 3, outcome: { error: { code: 'task_not_found' } } });
    expect(clock.now() - startOfTests).toBeLessThan(2 * minute);
  });

  it('is not believed for a quarter of an hour of a task that was seen', async () => {
    const answers = [processing, ...Array<ProviderAnswer>(9).fill(gone), completed];
    const { follow, record } = await querying(new ScriptedProvider(...answers));
    expect((await follow()).next).toBe('archive');
    expect((await record()).notFoundInARow).toBeUndefined();
  });

  it('that is interrupted by a hiccup is still a row', async () => {
    const { follow, record } = await querying(
      new ScriptedProvider(gone, unauthorized, gone, unauthorized, gone),
    );
    await follow();
    expect(await record()).toMatchObject({ queries: 5, outcome: { error: { code: 'task_not_found' } } });
  });
});

describe('success without a link', () => {
  const empty: ProviderAnswer = { kind: 'completed_without_video', ...known };

  it('is polled until the deadline and half an hour longer, since the link may be one that a new version reads', async () => {
    const { follow, record, task, clock } = await querying(new ScriptedProvider(empty));
    await follow();
    expect(clock.now()).toBeGreaterThan(task.deadline);
    expect((await record()).queries).toBeGreaterThan(300);
    expect(await record()).toMatchObject({
      outcome: { status: 'failed', error: { code: 'completed_without_video' } },
    });
  });

  it('ends with the provider’s own words', async () => {
    const { follow, record } = await querying(
      new ScriptedProvider({ ...empty, message: 'Output blocked by moderation' }),
    );
    await follow();
    expect((await record()).outcome?.error?.message).toContain('Output blocked by moderation');
  });

  it('leaves the shape of the answer in the record until an answer can be read', async () => {
    const odd: ProviderAnswer = { ...empty, shape: '{id: string, film: link}' };
    const { query, record } = await querying(new ScriptedProvider(odd, odd, completed));
    await query();
    expect(await record()).toMatchObject({ answerShape: '{id: string, film: link}' });
  });

  it('is forgotten when the link comes', async () => {
    const { follow, record } = await querying(new ScriptedProvider(empty, empty, completed));
    expect((await follow()).next).toBe('archive');
    expect((await record()).withoutVideoInARow).toBeUndefined();
  });

  it.each<[string, ProviderAnswer]>([
    ['a throttled poll', { kind: 'unclear', reason: 'throttled' }],
    ['an answer that cannot be read', { kind: 'unclear', reason: 'not_json' }],
    ['a time-out', { kind: 'unclear', reason: 'timeout' }],
    ['a refused key', unauthorized],
    ['the provider having forgotten the task', gone],
  ])('is what the task ends with, and not the deadline, if %s is the last that is seen', async (_, last) => {
    const { follow, record } = await querying(
      new ScriptedProvider(processing, { ...empty, message: 'Output blocked' }, last),
    );
    await follow();
    const error = { code: 'completed_without_video', message: expect.stringContaining('Output blocked') };
    expect((await record()).outcome).toEqual({ status: 'failed', error: expect.objectContaining(error) });
  });

  it('counts for nothing once the task is seen unfinished again', async () => {
    const { follow, record } = await querying(new ScriptedProvider(empty, processing, unauthorized));
    await follow();
    expect(await record()).toMatchObject({ outcome: { error: { code: 'deadline_exceeded' } } });
  });

  it('that is an image is told as such', async () => {
    const { follow, record } = await querying(new ScriptedProvider({ kind: 'not_a_video', ...known }));
    await follow();
    expect(await record()).toMatchObject({ outcome: { status: 'failed', error: { code: 'not_a_video' } } });
  });
});

describe('the deadline', () => {
  it('is met by the last question, and ends the task as expired', async () => {
    const { follow, record, task } = await querying(new ScriptedProvider(processing));
    await follow();
    expect(await record()).toMatchObject({
      lastQueryAt: task.deadline,
      outcome: { status: 'expired', error: { code: 'deadline_exceeded' } },
    });
  });

  const numbered = { kind: 'unclear', reason: 'no_status', videoUrl } as const;
  it('takes a link under a status that nobody knows, and not before', async () => {
    const { follow, record, task } = await querying(new ScriptedProvider(processing, numbered));
    expect((await follow()).next).toBe('archive');
    const { status, sourceUrl, finishedAt = 0 } = await record();
    expect({ status, sourceUrl }).toEqual({ status: 'archiving', sourceUrl: videoUrl });
    expect(finishedAt).toBeGreaterThanOrEqual(task.deadline);
  });

  it('takes none that is gone from the last answer', async () => {
    const { follow, record } = await querying(new ScriptedProvider(numbered, processing));
    await follow();
    expect(await record()).toMatchObject({ outcome: { error: { code: 'deadline_exceeded' } } });
  });

  it('counts from the creation once that is known', async () => {
    const createdAt = startOfTests - 3 * hour;
    const { follow, record } = await querying(new ScriptedProvider({ ...processing, createdAt }));
    await follow();
    expect((await record()).lastQueryAt).toBe(createdAt + 23 * hour);
  });

  it.each([startOfTests + hour, startOfTests - 25 * hour])(
    'ignores a creation that cannot be true',
    async (createdAt) => {
      const { query, record, task } = await querying(new ScriptedProvider({ ...processing, createdAt }));
      await query();
      expect((await record()).createdAt).toBeUndefined();
      expect((await record()).deadline).toBe(task.deadline);
    },
  );

  it('of the owner is kept where it is sooner', async () => {
    const fields = { giveUpAfterSeconds: 600, deadline: startOfTests + 10 * minute };
    const { follow, record } = await querying(new ScriptedProvider(processing), fields);
    await follow();
    expect((await record()).lastQueryAt).toBe(startOfTests + 10 * minute);
  });

  it('that a video meets is no end', async () => {
    const fields = { deadline: startOfTests + 2 * minute };
    const { follow } = await querying(new ScriptedProvider(processing, processing, completed), fields);
    expect((await follow()).next).toBe('archive');
  });

  it('costs no finished video where the provider is in trouble just then', async () => {
    const fields = { deadline: startOfTests + 2 * minute };
    const troubled = new ScriptedProvider(processing, processing, unauthorized, unauthorized, completed);
    const { follow } = await querying(troubled, fields);
    expect((await follow()).next).toBe('archive');
  });

  it('is passed by half an hour at the most', async () => {
    const { follow, record, task } = await querying(new ScriptedProvider(unauthorized));
    await follow();
    expect((await record()).lastQueryAt).toBe(task.deadline + 30 * minute);
  });

  it('tells what the provider last said', async () => {
    const { follow, record } = await querying(new ScriptedProvider(unauthorized));
    await follow();
    expect((await record()).outcome?.error?.message).toContain('unauthorized');
  });
});

describe('a provider in trouble', () => {
  it.each(['unauthorized', 'server_error'] as const)('for two hours (%s) loses no task', async (reason) => {
    let now = () => 0;
    const { follow, clock, record } = await querying({
      poll: async () => (now() < startOfTests + 2 * hour ? { kind: 'unclear', reason } : completed),
    });
    now = () => clock.now();
    expect((await follow()).next).toBe('archive');
    expect((await record()).queries).toBeLessThan(70);
  });
});

describe('polls that time out', () => {
  it('are counted in a row, across other unclear answers, so that the next one waits longer', async () => {
    const slow: ProviderAnswer = { kind: 'unclear', reason: 'timeout' };
    const answers = [slow, slow, unauthorized, slow, processing, slow];
    const waited: (number | undefined)[] = [];
    const { follow, record } = await querying({
      poll: async (_taskId, patience) => {
        waited.push(patience?.timeoutsInARow);
        return answers.shift() ?? completed;
      },
    });
    await follow();
    expect(waited).toEqual([undefined, 1, 2, 2, 3, undefined, 1]);
    expect((await record()).timeoutsInARow).toBeUndefined();
  });
});
