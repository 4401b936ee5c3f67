import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../lambdas/adapters/runtime/digest.ts';
import type { CopyResult } from '../../lambdas/domain/archive/video-archive.ts';
import { makeHandler } from '../../lambdas/handlers/archive-video.ts';
import { ManualClock } from '../support/fakes/manual-clock.ts';
import { MemoryStore } from '../support/fakes/memory-store.ts';
import { MemoryTelemetry } from '../support/fakes/memory-telemetry.ts';
import { aTask, startOfTests } from '../support/records.ts';

const input = { owner: 'owner1', taskId: 'video_abc123def456', restart: 0 };
const sourceUrl = 'https://video.example.com/a.mp4?X-Tos-Signature=secret';

describe('The function that archives videos', () => {
  const run = async (results: readonly CopyResult[]) => {
    const tasks = new MemoryStore();
    await tasks.add(aTask({ status: 'archiving', sourceUrl }));
    const telemetry = new MemoryTelemetry();
    const clock = new ManualClock(startOfTests);
    const budgets: number[] = [];
    const left = [...results];
    const handle = makeHandler({
      tasks,
      archive: {
        copy: async ({ budgetMillis }) => {
          budgets.push(budgetMillis);
          clock.advance(4_000);
          return left.shift() as CopyResult;
        },
        keep: async () => undefined,
        abandon: async () => {},
      },
      provider: { poll: async () => ({ kind: 'unclear', reason: 'timeout' }) },
      clock,
      digest: sha256Hex,
      maxVideoBytes: 1000,
      telemetry,
    });
    const steps = [];
    for (const _ of results) steps.push(await handle(input, { getRemainingTimeInMillis: () => 900_000 }));
    return { steps, telemetry, budgets };
  };

  it('answers the next step, and measures the copy', async () => {
    const file = { bucket: 'b', key: 'k', contentType: 'video/mp4', bytes: 1234, sha256: 'ab' };
    const { steps, telemetry, budgets } = await run([{ kind: 'archived', file }]);
    expect(steps).toEqual([{ ...input, next: 'record', waitSeconds: 0 }]);
    expect(telemetry.measured).toEqual([
      { metric: 'archivedBytes', value: 1234 },
      { metric: 'archiveSeconds', value: 4 },
    ]);
    expect(telemetry.logged).toMatchObject([{ level: 'info', message: 'videoArchived' }]);
    expect(budgets).toEqual([880_000]);
  });

  it('reports a video at risk once, after the third turn in a row that brought nothing', async () => {
    const failed = { kind: 'interrupted', reason: 'The source answers 503', bytesUp: 0 } as const;
    const counted = async (turns: number) => {
      const { telemetry } = await run(Array.from({ length: turns }, () => failed));
      return telemetry.measured.filter(({ metric }) => metric === 'videosAtRisk').length;
    };
    expect([await counted(2), await counted(3), await counted(6)]).toEqual([0, 1, 1]);
  });

  it('counts what it gave up, and shows no link', async () => {
    const { steps, telemetry } = await run([
      { kind: 'interrupted', reason: 'The source answers 503', bytesUp: 0 },
      { kind: 'too_large', reason: 'The video has 2000 of at most 1000 bytes', bytesUp: 0 },
    ]);
    expect(steps.map(({ next, waitSeconds }) => [next, waitSeconds])).toEqual([
      ['archive', 15],
      ['record', 0],
    ]);
    expect(telemetry.logged.map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'videoNotArchived'],
      ['error', 'videoGivenUp'],
    ]);
    expect(telemetry.measured).toEqual([{ metric: 'archiveFailures', value: 1 }]);
    expect(JSON.stringify(telemetry.logged)).not.toMatch(/secret|example\.com/);
  });
});
