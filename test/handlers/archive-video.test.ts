import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../lambdas/adapters/runtime/digest.ts';
import type { ExecutionInput, StateInput } from '../../lambdas/contract/workflow.ts';
import type { CopyResult } from '../../lambdas/domain/archive/video-archive.ts';
import type { DeliveryStore } from '../../lambdas/domain/task/delivery-store.ts';
import { makeHandler } from '../../lambdas/handlers/archive-video.ts';
import { ManualClock } from '../support/fakes/manual-clock.ts';
import { MemoryEstimates } from '../support/fakes/memory-estimates.ts';
import { MemoryStore } from '../support/fakes/memory-store.ts';
import { MemoryTelemetry } from '../support/fakes/memory-telemetry.ts';
import { aTask, startOfTests } from '../support/records.ts';

const input = { owner: 'owner1', taskId: 'video_abc123def456', restart: 0 };
const sourceUrl = 'https://video.example.com/a.mp4?X-Tos-Signature=secret';

describe('The function that archives videos', () => {
  const run = async (
    results: readonly CopyResult[],
    given: ExecutionInput | StateInput = input,
    deliveries = (store: MemoryStore): DeliveryStore => store.deliveries,
  ) => {
    const tasks = new MemoryStore();
    await tasks.add(aTask({ status: 'archiving', sourceUrl }));
    const telemetry = new MemoryTelemetry();
    const clock = new ManualClock(startOfTests);
    const budgets: number[] = [];
    const left = [...results];
    const handle = makeHandler({
      tasks,
      deliveries: deliveries(tasks),
      estimates: new MemoryEstimates(),
      eventId: () => 'msg_1',
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
    const turn = () => handle(given, { getRemainingTimeInMillis: () => 900_000 });
    const steps = [];
    for (const _ of results) steps.push(await turn().catch((error: Error) => error));
    return { steps, telemetry, budgets, tasks, turn };
  };

  it('answers the next step, and measures the copy', async () => {
    const file = { bucket: 'b', key: 'k', contentType: 'video/mp4', bytes: 1234, sha256: 'ab' };
    const { steps, telemetry, budgets } = await run([{ kind: 'archived', file }]);
    expect(steps).toEqual([{ ...input, next: 'record', waitSeconds: 0 }]);
    expect(telemetry.counted).toEqual([]);
    expect(telemetry.logged).toMatchObject([
      { level: 'info', message: 'videoArchived', fields: { bytes: 1234, seconds: 4 } },
    ]);
    expect(budgets).toEqual([880_000]);
  });

  it('reports a video at risk once, after the third turn in a row that brought nothing', async () => {
    const failed = { kind: 'interrupted', reason: 'The source answers 503', bytesUp: 0 } as const;
    const counted = async (turns: number) => {
      const { telemetry } = await run(Array.from({ length: turns }, () => failed));
      return telemetry.counted.filter((metric) => metric === 'videosAtRisk').length;
    };
    expect([await counted(2), await counted(3), await counted(6)]).toEqual([0, 1, 1]);
  });

  it('counts what it gave up, and shows no link', async () => {
    const { steps, telemetry } = await run([
      { kind: 'interrupted', reason: 'The source answers 503', bytesUp: 0 },
      { kind: 'too_large', reason: 'The video has 2000 of at most 1000 bytes', bytesUp: 0 },
    ]);
    expect(steps).toMatchObject([
      { next: 'archive', waitSeconds: 15 },
      { next: 'record', waitSeconds: 0 },
    ]);
    expect(telemetry.logged.map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'videoNotArchived'],
      ['error', 'videoGivenUp'],
    ]);
    expect(telemetry.counted).toEqual(['archiveFailures']);
    expect(JSON.stringify(telemetry.logged)).not.toMatch(/secret|example\.com/);
  });

  describe('whose state goes on with the delivery', () => {
    const given: StateInput = { input, mayFollow: ['archive', 'deliver'] };
    const file = { bucket: 'b', key: 'k', contentType: 'video/mp4', bytes: 1234, sha256: 'ab' };

    it('records the outcome as well, in the write that tells where the video is', async () => {
      const { steps, tasks, telemetry } = await run([{ kind: 'archived', file }], given);
      expect(steps).toEqual([{ ...input, delivery: 1, next: 'deliver', waitSeconds: 0 }]);
      const task = await tasks.find(input);
      expect(task).toMatchObject({ status: 'completed', video: file, recordedAt: startOfTests + 4_000 });
      for (const gone of ['outcome', 'sourceUrl', 'archiveProgress', 'leaseUntil'])
        expect(task).not.toHaveProperty(gone);
      expect(telemetry.logged.map(({ message }) => message)).toEqual(['videoArchived', 'outcomeRecorded']);
    });

    it('has counted a failure before it adds the event, which a repetition adds if that failed', async () => {
      let failures = 1;
      const failingOnce = ({ deliveries }: MemoryStore): DeliveryStore => ({
        ...deliveries,
        add: async (delivery) => {
          if (failures-- > 0) throw new Error('The table is down');
          return deliveries.add(delivery);
        },
      });
      const tooLarge: CopyResult = { kind: 'too_large', reason: 'Too large', bytesUp: 0 };
      const { steps, telemetry, turn } = await run([tooLarge], given, failingOnce);
      expect(steps).toMatchObject([{ message: 'The table is down' }]);
      expect(await turn()).toMatchObject({ next: 'deliver', delivery: 1 });
      expect(telemetry.counted.filter((metric) => metric === 'archiveFailures')).toHaveLength(1);
      expect(telemetry.logged.filter(({ message }) => message === 'outcomeRecorded')).toHaveLength(1);
    });
  });
});
