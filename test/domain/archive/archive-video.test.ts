import { describe, expect, it } from 'vitest';
import type { PartialCopy } from '../../../lambdas/domain/task/task.ts';
import { hour, minute } from '../../../lambdas/domain/task/time.ts';
import {
  archived,
  archiveTurns,
  archivingTask,
  file,
  hindered,
  key,
  link,
} from '../../support/archive-turns.ts';
import { aTask, startOfTests } from '../../support/records.ts';

const partial: PartialCopy = {
  uploadId: 'upload1',
  firstBytes: 8,
  partBytes: 8,
  totalBytes: 100,
  validator: '"e"',
};
describe('archiving a video', () => {
  const at = archiveTurns();

  it('records the video and its outcome, and goes on to the recording', async () => {
    await at.store.add(archivingTask());
    const { step, report } = await at.turn();
    expect(step).toEqual({
      owner: 'owner1',
      taskId: 'video_abc123def456',
      restart: 0,
      next: 'record',
      waitSeconds: 0,
    });
    expect(report).toMatchObject({ kind: 'archived', video: { ...file, durationSeconds: 5 } });
    const task = await at.record();
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
    await at.store.add(archivingTask());
    at.results = [
      async () => {
        expect((await at.record()).leaseUntil).toBe(startOfTests + 35 * minute);
        return archived;
      },
    ];
    await at.turn();
    expect(at.orders[0]).toMatchObject({
      link,
      key,
      maxBytes: 5_000,
      inParts: false,
      mayBeThere: false,
    });
    expect(at.orders[0]?.budgetMillis).toBeLessThan(15 * minute);
  });

  it('changes nothing when it is run again after success', async () => {
    await at.store.add(archivingTask());
    await at.turn();
    const before = await at.record();
    expect((await at.turn()).step.next).toBe('record');
    expect(at.orders).toHaveLength(1);
    expect(await at.record()).toEqual(before);
  });

  it('ends quietly where another execution holds the record, or the owner stopped it', async () => {
    await at.store.add(archivingTask({ restart: 2 }));
    expect(await at.turn(1)).toMatchObject({ step: { next: 'done' }, report: { kind: 'superseded' } });
    expect(await at.turn(3)).toMatchObject({ step: { next: 'done' } });
    await at.store.change({ ...aTask(), restart: 2 }, 'stop', {
      status: 'stopped',
      leaseUntil: undefined,
    });
    expect(await at.turn(2)).toMatchObject({ step: { next: 'done' } });
    expect(at.orders).toHaveLength(0);
  });

  it.each([
    ['superseded', 'restart', { restart: 1 }, 'withdrawn', []],
    ['stopped', 'stop', { status: 'stopped', leaseUntil: undefined }, 'withdrawn', [partial]],
    ['stopped', 'stop', { status: 'stopped', leaseUntil: undefined }, 'unfinished', [partial]],
  ] as const)('ends quietly where it is %s in mid-copy', async (_, transition, change, kind, takenBack) => {
    await at.store.add(archivingTask());
    at.results = [
      async (order) => {
        expect(await order.begun(partial)).toBe(true);
        await at.store.change(aTask(), transition, change);
        return kind === 'withdrawn' ? { kind } : hindered({ kind, partial });
      },
    ];
    expect(await at.turn()).toMatchObject({ step: { next: 'done' }, report: { kind: 'superseded' } });
    expect(await at.record()).not.toHaveProperty('video');
    expect(at.abandoned).toEqual(takenBack);
    // Killed before, and run again.
    expect(await at.turn()).toMatchObject({ step: { next: 'done' } });
    expect(at.abandoned).toEqual([...takenBack, ...takenBack]);
  });

  it('goes on in a next turn with the parts that are up', async () => {
    await at.store.add(archivingTask());
    at.results = [hindered({ kind: 'unfinished', partial, bytesUp: 40 })];
    expect((await at.turn()).step).toMatchObject({ next: 'archive', waitSeconds: 0 });
    await at.turn();
    expect(at.orders[1]).toMatchObject({ partial, inParts: true });
  });

  it('looks for what a killed turn had begun, or done', async () => {
    await at.store.add(archivingTask());
    at.results = [
      async (order) => {
        await order.begun(partial);
        throw new Error('out of memory');
      },
    ];
    await expect(at.turn()).rejects.toThrow();
    await at.turn();
    expect(at.orders[1]).toMatchObject({ partial, mayBeThere: true });
  });

  it('waits, and holds its lease over the wait, where the source is away', async () => {
    await at.store.add(archivingTask());
    at.results = [hindered(), hindered()];
    expect((await at.turn()).step).toMatchObject({ next: 'archive', waitSeconds: 15 });
    const second = await at.turn();
    expect(second.step).toMatchObject({ next: 'archive', waitSeconds: 30 });
    expect(second.report).toMatchObject({ kind: 'not_this_time', bytesUp: 0, failures: 2 });
    expect((await at.record()).leaseUntil).toBe(startOfTests + 30_000 + 20 * minute);
  });

  for (const kind of ['stale_link', 'not_a_video', 'forbidden_link'] as const) {
    it(`asks for the link anew where it is ${kind.replaceAll('_', ' ')}`, async () => {
      await at.store.add(archivingTask());
      at.results = [hindered({ kind, partial, bytesUp: 8 })];
      at.answers = [{ kind: 'completed', videoUrl: `${link}2` }];
      expect((await at.turn()).step.next).toBe('record');
      expect(at.orders.map((order) => order.link)).toEqual([link, `${link}2`]);
      expect(at.orders[1]).toMatchObject({ partial });
    });
  }

  it('asks for a fresh link as often as one is dead, and keeps it for the next turn', async () => {
    await at.store.add(archivingTask());
    for (let asked = 0; asked < 40; asked++) {
      at.results = [hindered({ kind: 'stale_link' }), hindered()];
      at.answers = [{ kind: 'completed', videoUrl: `${link}&${asked}` }];
      await at.turn();
      expect((await at.record()).sourceUrl).toBe(`${link}&${asked}`);
    }
  });

  it('waits where the provider has no other link yet', async () => {
    await at.store.add(archivingTask());
    at.results = [hindered({ kind: 'stale_link' })];
    at.answers = [{ kind: 'completed', videoUrl: link }];
    expect((await at.turn()).step).toMatchObject({ next: 'archive', waitSeconds: 15 });
    expect(at.orders).toHaveLength(1);
  });

  it('gives up where the link is dead and the provider has the task no more', async () => {
    await at.store.add(archivingTask());
    at.results = [hindered({ kind: 'stale_link', partial, bytesUp: 8 })];
    at.answers = [{ kind: 'expired' }];
    const { step, report } = await at.turn();
    expect(step.next).toBe('record');
    expect(report.kind).toBe('given_up');
    expect(at.abandoned).toEqual([partial]);
    const task = await at.record();
    expect(task.outcome).toMatchObject({ status: 'failed', error: { code: 'archive_failed' } });
    expect(task).not.toHaveProperty('sourceUrl');
  });

  it('gives up at once where the video is too large', async () => {
    await at.store.add(archivingTask());
    at.results = [hindered({ kind: 'too_large', reason: 'The video has 6000 of at most 5000 bytes' })];
    await at.turn();
    expect((await at.record()).outcome).toEqual({
      status: 'failed',
      error: { code: 'archive_failed', message: 'The video has 6000 of at most 5000 bytes' },
    });
  });

  it('gives up after a few minutes where what it finds is no video', async () => {
    await at.store.add(archivingTask());
    at.results = Array.from({ length: 5 }, () => hindered({ kind: 'not_a_video', reason: 'It is a page' }));
    for (let count = 0; count < 4; count++) expect((await at.turn()).step.next).toBe('archive');
    expect((await at.turn()).step.next).toBe('record');
    expect((await at.record()).outcome?.error?.code).toBe('not_a_video');
  });

  it('gives up when the provider has deleted the video', async () => {
    await at.store.add(archivingTask({ createdAt: startOfTests - 23 * hour }));
    at.results = [hindered(), hindered()];
    expect((await at.turn()).step.next).toBe('archive');
    at.clock.advance(hour - minute / 4);
    expect((await at.turn()).step.next).toBe('record');
    expect((await at.record()).outcome?.error?.code).toBe('archive_failed');
  });

  it('has the pictures copied that the provider gave, those of a fresh link too, and forgets their links', async () => {
    const [old, fresh] = [{ cover: 'https://x.example/1.jpg' }, { lastFrame: 'https://x.example/2.png' }];
    await at.store.add(archivingTask({ stillUrls: old }));
    at.results = [hindered({ kind: 'stale_link' }), { ...archived, file: { ...file, cover: file } } as never];
    at.answers = [{ kind: 'completed', videoUrl: `${link}2`, stillUrls: fresh }];
    await at.turn();
    expect(at.orders.map(({ stills }) => stills)).toEqual([old, fresh]);
    expect(await at.record()).toMatchObject({ video: { cover: file } });
    expect(await at.record()).not.toHaveProperty('stillUrls');
  });

  it('asks for the link where the record holds none', async () => {
    const { sourceUrl: _, ...without } = archivingTask();
    await at.store.add(without);
    at.answers = [{ kind: 'completed', videoUrl: link }];
    expect((await at.turn()).step.next).toBe('record');
    expect(at.orders[0]?.link).toBe(link);
  });
});
