import { describe, expect, it } from 'vitest';
import { maxBrokenFiles } from '../../../lambdas/domain/archive/archive-schedule.ts';
import type { ArchiveProgress } from '../../../lambdas/domain/task/task.ts';
import { day, minute, second } from '../../../lambdas/domain/task/time.ts';
import { archiveTurns, archivingTask, file, hindered, key, link } from '../../support/archive-turns.ts';
import { aTask, startOfTests } from '../../support/records.ts';

const progress = (fields: Partial<ArchiveProgress> = {}): ArchiveProgress => ({
  ...{ key, startedAt: startOfTests, turns: 1, failures: 0, refusals: 0 },
  ...fields,
});

describe('a turn of archiving', () => {
  const at = archiveTurns();
  /** The record changes hands between the turn's first look and its first write. */
  const overtakenAtOnce = () => {
    const find = at.store.find.bind(at.store);
    at.store.find = async (wanted) => {
      at.store.find = find;
      const task = await find(wanted);
      await at.store.change(aTask(), 'restart', { restart: 1 });
      return task;
    };
  };
  const superseded = { step: { next: 'done' }, report: { kind: 'superseded' } };

  it('copies nothing for an execution that was overtaken before it could write', async () => {
    await at.store.add(archivingTask());
    overtakenAtOnce();
    expect(await at.turn()).toMatchObject(superseded);
    expect(at.orders).toHaveLength(0);
  });

  it('ends quietly where the task was deleted, before it or in it', async () => {
    expect(await at.turn()).toMatchObject(superseded);
    await at.store.add(archivingTask());
    at.results = [
      async () => {
        at.store.find = async () => undefined;
        return { kind: 'withdrawn' };
      },
    ];
    expect(await at.turn()).toMatchObject(superseded);
  });

  it('leaves an outcome to the execution that holds the task', async () => {
    await at.store.add(archivingTask({ restart: 2, outcome: { status: 'completed' } }));
    expect(await at.turn(1)).toMatchObject(superseded);
    expect(await at.turn(2)).toMatchObject({ step: { next: 'record' }, report: { kind: 'done_before' } });
  });

  it('has nothing to do for a task that is done', async () => {
    const { leaseUntil: _, ...task } = archivingTask({ status: 'completed' });
    await at.store.add(task);
    expect(await at.turn()).toMatchObject({ step: { next: 'done' }, report: { kind: 'done_before' } });
  });

  it('says how long the archiving took, from its first turn on', async () => {
    await at.store.add(archivingTask());
    at.results = [hindered()];
    await at.turn();
    at.clock.advance(90 * second);
    expect((await at.turn()).report).toMatchObject({ kind: 'archived', seconds: 90 });
  });

  it('says no length of a video that neither the provider nor the file tells', async () => {
    const { durationSeconds: _, ...task } = archivingTask();
    await at.store.add(task);
    const { report } = await at.turn();
    expect(report).toEqual({ kind: 'archived', video: file, seconds: 0 });
    expect(Object.keys((report as { video: object }).video)).toEqual(Object.keys(file));
  });

  it('says when the next one comes, and how long the provider still has the video', async () => {
    await at.store.add(archivingTask());
    at.results = [hindered()];
    expect((await at.turn()).report).toMatchObject({ millisLeft: day });
    expect((await at.record()).archiveProgress?.nextTurnAt).toBe(startOfTests + 15 * second);
  });

  it('waits as long as the source asks for', async () => {
    await at.store.add(archivingTask());
    at.results = [hindered({ retryAfterSeconds: 90 })];
    expect((await at.turn()).step.waitSeconds).toBe(90);
  });

  it('goes on at once while more comes up each time, and waits where no more has', async () => {
    await at.store.add(archivingTask());
    at.results = [40, 60, 60].map((bytesUp) => hindered({ bytesUp }));
    const waits = [await at.turn(), await at.turn(), await at.turn()].map(({ step }) => step.waitSeconds);
    expect(waits).toEqual([0, 0, 15]);
  });

  it('goes over to parts at once when the time runs out, and waits if that brings nothing either', async () => {
    await at.store.add(archivingTask());
    at.results = [0, 0, 40].map((bytesUp) => hindered({ kind: 'unfinished', bytesUp }));
    const waits = [await at.turn(), await at.turn(), await at.turn()].map(({ step }) => step.waitSeconds);
    expect(waits).toEqual([0, 15, 0]);
  });

  it('keeps to parts after a broken connection', async () => {
    await at.store.add(archivingTask());
    at.results = [hindered({ kind: 'unfinished' }), hindered(), hindered()];
    for (let turns = 0; turns < 3; turns += 1) await at.turn();
    expect(at.orders.map(({ inParts }) => inParts)).toEqual([false, true, true]);
  });

  it('gives up a link that may not be fetched after a few minutes', async () => {
    await at.store.add(archivingTask());
    at.results = Array.from({ length: 5 }, () => hindered({ kind: 'forbidden_link', reason: 'No host' }));
    for (let count = 0; count < 4; count += 1) expect((await at.turn()).step.next).toBe('archive');
    expect((await at.turn()).report).toEqual({ kind: 'given_up', reason: 'No host' });
    expect((await at.record()).outcome?.error?.code).toBe('archive_failed');
  });

  it('keeps an error’s message short, however long the reason is', async () => {
    await at.store.add(archivingTask());
    at.results = [hindered({ kind: 'too_large', reason: 'x'.repeat(5_000) })];
    await at.turn();
    expect((await at.record()).outcome?.error?.message).toHaveLength(1_000);
  });
});

describe('a turn of archiving that may record', () => {
  const at = archiveTurns();

  it('makes the outcome final itself', async () => {
    await at.store.add(archivingTask());
    const final = aTask({ status: 'completed' });
    const given: unknown[] = [];
    const turn = await at.turn(0, 15 * minute, async (task, outcome, news) => {
      given.push(task.taskId, outcome, news.video?.key);
      return final;
    });
    expect(turn).toMatchObject({ step: { next: 'record' }, report: { kind: 'archived' }, recorded: final });
    expect(given).toEqual([final.taskId, { status: 'completed' }, key]);
    expect(await at.record()).not.toHaveProperty('outcome');
  });

  it('ends quietly where another execution was faster', async () => {
    await at.store.add(archivingTask());
    const turn = await at.turn(0, 15 * minute, async () => undefined);
    expect(turn).toMatchObject({ step: { next: 'done' }, report: { kind: 'superseded' } });
  });
});

describe('a broken file', () => {
  const at = archiveTurns();
  const broken = hindered({ kind: 'broken' });

  it('is kept with what a copy is told, at the end and no earlier', async () => {
    const brokenFiles = maxBrokenFiles - 2;
    await at.store.add(archivingTask({ provider: 'ark', archiveProgress: progress({ brokenFiles }) }));
    at.results = [broken, broken];
    await at.turn();
    expect(at.keeps).toEqual([]);
    await at.turn();
    const kept = { link, provider: 'ark', key: key.replace('videos/', 'broken/'), maxBytes: 5_000 };
    expect(at.keeps).toEqual([{ ...kept, budgetMillis: 15 * minute - 20 * second }]);
  });

  it('of the first provider is kept as none’s', async () => {
    await at.store.add(archivingTask({ archiveProgress: progress({ brokenFiles: maxBrokenFiles }) }));
    at.results = [broken];
    await at.turn();
    expect(at.keeps[0]).not.toHaveProperty('provider');
  });

  it('that is whole in the end is not fetched again after the last turn', async () => {
    await at.store.add(archivingTask({ archiveProgress: progress({ turns: 79 }) }));
    at.results = [broken];
    at.kept = { file, whole: true };
    expect((await at.turn()).report).toMatchObject({ kind: 'given_up' });
  });
});
