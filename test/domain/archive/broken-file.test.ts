import { describe, expect, it } from 'vitest';
import { maxBrokenFiles } from '../../../lambdas/domain/archive/archive-schedule.ts';
import type { ArchiveProgress } from '../../../lambdas/domain/task/task.ts';
import { hour, minute, second } from '../../../lambdas/domain/task/time.ts';
import {
  archived,
  archiveTurns,
  archivingTask,
  file,
  hindered,
  key,
  link,
} from '../../support/archive-turns.ts';
import { startOfTests } from '../../support/records.ts';

const reason = 'The file is broken (truncated): The mdat box goes on after the file’s 9 bytes.';
const broken = hindered({ kind: 'broken', reason });
const keptFile = { ...file, key: key.replace('videos/', 'broken/') };

describe('a file of which not all is there', () => {
  const at = archiveTurns();
  /** Of a task whose link has led to so many broken files. */
  const begin = async (brokenFiles: number, fields: Partial<ArchiveProgress> = {}) => {
    const progress = { key, startedAt: startOfTests, turns: brokenFiles, failures: brokenFiles, refusals: 0 };
    await at.store.add(archivingTask({ archiveProgress: { ...progress, brokenFiles, ...fields } }));
  };

  it('is fetched again from the same link after 15 s: it may not have been complete yet', async () => {
    await at.store.add(archivingTask());
    at.results = [broken];
    at.answers = [{ kind: 'completed', videoUrl: `${link}2` }];
    expect((await at.turn()).step).toMatchObject({ next: 'archive', waitSeconds: 15 });
    expect(at.orders.map((order) => order.link)).toEqual([link]);
    expect((await at.record()).archiveProgress).toMatchObject({
      brokenFiles: 1,
      failures: 1,
      lastFailure: reason,
    });
    expect((await at.turn()).report.kind).toBe('archived');
    expect(at.orders.map((order) => order.link)).toEqual([link, link]);
  });

  it('is asked for anew from the second time on, and fetched from the fresh link at once', async () => {
    await begin(1);
    at.results = [broken, archived];
    at.answers = [{ kind: 'completed', videoUrl: `${link}2` }];
    expect((await at.turn()).report.kind).toBe('archived');
    expect(at.orders.map((order) => order.link)).toEqual([link, `${link}2`]);
  });

  it.each(['failed', 'expired', 'pending', 'unclear'] as const)(
    'is fetched again later where the provider answers %s',
    async (kind) => {
      await begin(1);
      at.results = [broken];
      at.answers = [{ kind, status: 'processing', message: 'm', reason: 'timeout' } as never];
      expect((await at.turn()).step.next).toBe('archive');
      expect(at.orders).toHaveLength(1);
    },
  );

  it('ends after two hours with its reason, and what there is of it is kept', async () => {
    await begin(maxBrokenFiles - 1);
    at.results = [broken, broken];
    at.answers = [{ kind: 'completed', videoUrl: `${link}2` }];
    at.kept = { file: keptFile, whole: false };
    expect(await at.turn()).toMatchObject({ step: { next: 'record' }, report: { kind: 'given_up' } });
    expect(at.keeps).toMatchObject([{ link: `${link}2`, key: keptFile.key, maxBytes: 5_000 }]);
    const task = await at.record();
    const message = `${reason} What there is of it is kept as ${keptFile.key}`;
    expect(task.outcome).toEqual({ status: 'failed', error: { code: 'archive_failed', message } });
    expect(task.keptFile).toEqual(keptFile);
    expect(task).not.toHaveProperty('video');
  });

  it('ends with its reason where it cannot be kept either', async () => {
    await begin(maxBrokenFiles - 1);
    at.results = [broken];
    await at.turn();
    expect(at.keeps).toHaveLength(1);
    expect((await at.record()).outcome?.error).toEqual({ code: 'archive_failed', message: reason });
    expect(await at.record()).not.toHaveProperty('keptFile');
  });

  it('ends at the latest when the provider deletes the video, and is kept then too', async () => {
    at.clock.advance(24 * hour - 2 * second);
    await begin(2);
    at.results = [broken];
    at.kept = { file: keptFile, whole: false };
    await at.turn();
    expect((await at.record()).keptFile).toEqual(keptFile);
  });

  it('is fetched once more, where it turns out to be whole just when it is to be kept', async () => {
    await begin(maxBrokenFiles - 1);
    at.results = [broken];
    at.kept = { file: keptFile, whole: true };
    expect((await at.turn()).step).toMatchObject({ next: 'archive', waitSeconds: 0 });
    expect((await at.turn()).report.kind).toBe('archived');
  });

  it('is not fetched to be kept, where it lies in the bucket already', async () => {
    await begin(maxBrokenFiles - 1);
    at.results = [{ ...broken, kept: file }];
    await at.turn();
    expect(at.keeps).toHaveLength(0);
    expect((await at.record()).keptFile).toEqual(file);
  });

  it('is not kept where the last turn failed for another reason', async () => {
    await begin(3, { turns: 79 });
    at.results = [hindered()];
    await at.turn();
    expect(at.keeps).toHaveLength(0);
  });

  it('is forgotten once a whole one has come', async () => {
    await at.store.add(archivingTask({ keptFile }));
    await at.turn();
    expect(await at.record()).not.toHaveProperty('keptFile');
  });

  it('is reported as at risk like any other failure', async () => {
    await begin(2);
    at.results = [broken];
    const { report } = await at.turn();
    expect(report).toMatchObject({ kind: 'not_this_time', failures: 3 });
    expect(report.kind === 'not_this_time' && report.millisLeft).toBeGreaterThan(minute);
  });
});
