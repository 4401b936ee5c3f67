import { beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../lambdas/adapters/runtime/digest.ts';
import { archiveVideo } from '../../../lambdas/domain/archive/archive-video.ts';
import type { CopyOrder, CopyResult, Unarchived } from '../../../lambdas/domain/archive/video-archive.ts';
import type { ProviderAnswer } from '../../../lambdas/domain/provider/provider.ts';
import type { PartialCopy, Task } from '../../../lambdas/domain/task/task.ts';
import { hour, minute } from '../../../lambdas/domain/task/time.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { aTask, startOfTests } from '../../support/records.ts';

const link = 'https://video.example.com/a.mp4?sign=1';
const key = 'videos/owner1/2026/01/01/video_abc123def456.mp4';
const file = { bucket: 'videos', key, contentType: 'video/mp4', bytes: 1000, sha256: 'ab'.repeat(32) };
const archived: CopyResult = { kind: 'archived', file };
const hindered = (fields: Partial<Unarchived> = {}): Unarchived => ({
  kind: 'interrupted',
  reason: 'The source answers 503',
  bytesUp: 0,
  ...fields,
});
const partial: PartialCopy = {
  uploadId: 'upload1',
  firstBytes: 8,
  partBytes: 8,
  totalBytes: 100,
  validator: '"e"',
};
const archivingTask = (fields: Partial<Task> = {}) =>
  aTask({ status: 'archiving', sourceUrl: link, finishedAt: startOfTests, durationSeconds: 5, ...fields });

describe('archiving a video', () => {
  let store: MemoryStore;
  let clock: ManualClock;
  let orders: CopyOrder[];
  let results: (CopyResult | ((order: CopyOrder) => Promise<CopyResult>))[];
  let answers: ProviderAnswer[];
  let abandoned: PartialCopy[];
  const turn = async (restart = 0, remainingMillis = 15 * minute) =>
    archiveVideo({
      tasks: store,
      archive: {
        copy: async (order) => {
          orders.push(order);
          const next = results.shift() ?? archived;
          return typeof next === 'function' ? next(order) : next;
        },
        abandon: async (_key, copy) => void abandoned.push(copy),
      },
      provider: { poll: async () => answers.shift() ?? { kind: 'unclear', reason: 'timeout' } },
      clock,
      digest: sha256Hex,
      maxVideoBytes: 5_000,
    })({ owner: 'owner1', taskId: 'video_abc123def456', restart }, { remainingMillis });
  const record = async () => (await store.find(aTask())) as Task;

  beforeEach(() => {
    store = new MemoryStore();
    clock = new ManualClock();
    orders = [];
    results = [];
    answers = [];
    abandoned = [];
  });

  it('records the video and its outcome, and goes on to the recording', async () => {
    await store.add(archivingTask());
    const { step, report } = await turn();
    expect(step).toEqual({
      owner: 'owner1',
      taskId: 'video_abc123def456',
      restart: 0,
      next: 'record',
      waitSeconds: 0,
    });
    expect(report).toMatchObject({ kind: 'archived', video: { ...file, durationSeconds: 5 } });
    const task = await record();
    expect(task).toMatchObject({
      status: 'archiving',
      video: { ...file, durationSeconds: 5 },
      outcome: { status: 'completed' },
      leaseUntil: startOfTests + 10 * minute,
    });
    expect(task).not.toHaveProperty('sourceUrl');
    expect(task).not.toHaveProperty('archiveProgress');
  });

  it('holds its lease for as long as the function may run, and longer', async () => {
    await store.add(archivingTask());
    results = [
      async () => {
        expect((await record()).leaseUntil).toBe(startOfTests + 35 * minute);
        return archived;
      },
    ];
    await turn();
    expect(orders[0]).toMatchObject({ link, key, maxBytes: 5_000, inParts: false, mayBeThere: false });
    expect(orders[0]?.budgetMillis).toBeLessThan(15 * minute);
  });

  it('changes nothing when it is run again after success', async () => {
    await store.add(archivingTask());
    await turn();
    const before = await record();
    expect((await turn()).step.next).toBe('record');
    expect(orders).toHaveLength(1);
    expect(await record()).toEqual(before);
  });

  it('ends quietly where another execution holds the record, or the owner stopped it', async () => {
    await store.add(archivingTask({ restart: 2 }));
    expect(await turn(1)).toMatchObject({ step: { next: 'done' }, report: { kind: 'superseded' } });
    expect(await turn(3)).toMatchObject({ step: { next: 'done' } });
    await store.change({ ...aTask(), restart: 2 }, 'stop', { status: 'stopped', leaseUntil: undefined });
    expect(await turn(2)).toMatchObject({ step: { next: 'done' } });
    expect(orders).toHaveLength(0);
  });

  it.each([
    ['superseded', 'restart', { restart: 1 }, 'withdrawn', []],
    ['stopped', 'stop', { status: 'stopped', leaseUntil: undefined }, 'withdrawn', [partial]],
    ['stopped', 'stop', { status: 'stopped', leaseUntil: undefined }, 'unfinished', [partial]],
  ] as const)('ends quietly where it is %s in mid-copy', async (_, transition, change, kind, takenBack) => {
    await store.add(archivingTask());
    results = [
      async (order) => {
        expect(await order.begun(partial)).toBe(true);
        await store.change(aTask(), transition, change);
        return kind === 'withdrawn' ? { kind } : hindered({ kind, partial });
      },
    ];
    expect(await turn()).toMatchObject({ step: { next: 'done' }, report: { kind: 'superseded' } });
    expect(await record()).not.toHaveProperty('video');
    expect(abandoned).toEqual(takenBack);
    // Killed before, and run again.
    expect(await turn()).toMatchObject({ step: { next: 'done' } });
    expect(abandoned).toEqual([...takenBack, ...takenBack]);
  });

  it('goes on in a next turn with the parts that are up', async () => {
    await store.add(archivingTask());
    results = [hindered({ kind: 'unfinished', partial, bytesUp: 40 })];
    expect((await turn()).step).toMatchObject({ next: 'archive', waitSeconds: 0 });
    await turn();
    expect(orders[1]).toMatchObject({ partial, inParts: true });
  });

  it('looks for what a killed turn had begun, or done', async () => {
    await store.add(archivingTask());
    results = [
      async (order) => {
        await order.begun(partial);
        throw new Error('out of memory');
      },
    ];
    await expect(turn()).rejects.toThrow();
    await turn();
    expect(orders[1]).toMatchObject({ partial, mayBeThere: true });
  });

  it('waits, and holds its lease over the wait, where the source is away', async () => {
    await store.add(archivingTask());
    results = [hindered(), hindered()];
    expect((await turn()).step).toMatchObject({ next: 'archive', waitSeconds: 15 });
    const second = await turn();
    expect(second.step).toMatchObject({ next: 'archive', waitSeconds: 30 });
    expect(second.report).toMatchObject({ kind: 'not_this_time', bytesUp: 0, failures: 2 });
    expect((await record()).leaseUntil).toBe(startOfTests + 30_000 + 20 * minute);
  });

  for (const kind of ['stale_link', 'not_a_video', 'forbidden_link'] as const) {
    it(`asks for the link anew where it is ${kind.replaceAll('_', ' ')}`, async () => {
      await store.add(archivingTask());
      results = [hindered({ kind, partial, bytesUp: 8 })];
      answers = [{ kind: 'completed', videoUrl: `${link}2` }];
      expect((await turn()).step.next).toBe('record');
      expect(orders.map((order) => order.link)).toEqual([link, `${link}2`]);
      expect(orders[1]).toMatchObject({ partial });
    });
  }

  it('asks for a fresh link as often as one is dead, and keeps it for the next turn', async () => {
    await store.add(archivingTask());
    for (let asked = 0; asked < 40; asked++) {
      results = [hindered({ kind: 'stale_link' }), hindered()];
      answers = [{ kind: 'completed', videoUrl: `${link}&${asked}` }];
      await turn();
      expect((await record()).sourceUrl).toBe(`${link}&${asked}`);
    }
  });

  it('waits where the provider has no other link yet', async () => {
    await store.add(archivingTask());
    results = [hindered({ kind: 'stale_link' })];
    answers = [{ kind: 'completed', videoUrl: link }];
    expect((await turn()).step).toMatchObject({ next: 'archive', waitSeconds: 15 });
    expect(orders).toHaveLength(1);
  });

  it('gives up where the link is dead and the provider has the task no more', async () => {
    await store.add(archivingTask());
    results = [hindered({ kind: 'stale_link', partial, bytesUp: 8 })];
    answers = [{ kind: 'expired' }];
    const { step, report } = await turn();
    expect(step.next).toBe('record');
    expect(report.kind).toBe('given_up');
    expect(abandoned).toEqual([partial]);
    const task = await record();
    expect(task.outcome).toMatchObject({ status: 'failed', error: { code: 'archive_failed' } });
    expect(task).not.toHaveProperty('sourceUrl');
  });

  it('gives up at once where the video is too large', async () => {
    await store.add(archivingTask());
    results = [hindered({ kind: 'too_large', reason: 'The video has 6000 of at most 5000 bytes' })];
    await turn();
    expect((await record()).outcome).toEqual({
      status: 'failed',
      error: { code: 'archive_failed', message: 'The video has 6000 of at most 5000 bytes' },
    });
  });

  it('gives up after a few minutes where what it finds is no video', async () => {
    await store.add(archivingTask());
    results = Array.from({ length: 5 }, () => hindered({ kind: 'not_a_video', reason: 'It is a page' }));
    for (let count = 0; count < 4; count++) expect((await turn()).step.next).toBe('archive');
    expect((await turn()).step.next).toBe('record');
    expect((await record()).outcome?.error?.code).toBe('not_a_video');
  });

  it('gives up when the provider has deleted the video', async () => {
    await store.add(archivingTask({ createdAt: startOfTests - 23 * hour }));
    results = [hindered(), hindered()];
    expect((await turn()).step.next).toBe('archive');
    clock.advance(hour - minute / 4);
    expect((await turn()).step.next).toBe('record');
    expect((await record()).outcome?.error?.code).toBe('archive_failed');
  });

  it('asks for the link where the record holds none', async () => {
    const { sourceUrl: _, ...without } = archivingTask();
    await store.add(without);
    answers = [{ kind: 'completed', videoUrl: link }];
    expect((await turn()).step.next).toBe('record');
    expect(orders[0]?.link).toBe(link);
  });
});
