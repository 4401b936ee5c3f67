import { beforeEach } from 'vitest';
import { sha256Hex } from '../../lambdas/adapters/runtime/digest.ts';
import { archiveVideo, type Conclude } from '../../lambdas/domain/archive/archive-video.ts';
import type {
  CopyOrder,
  CopyResult,
  KeptFile,
  Unarchived,
  VideoArchive,
} from '../../lambdas/domain/archive/video-archive.ts';
import type { ProviderAnswer } from '../../lambdas/domain/provider/provider.ts';
import type { PartialCopy, Task } from '../../lambdas/domain/task/task.ts';
import { minute } from '../../lambdas/domain/task/time.ts';
import { ManualClock } from './fakes/manual-clock.ts';
import { MemoryStore } from './fakes/memory-store.ts';
import { aTask, startOfTests } from './records.ts';

export const link = 'https://video.example.com/a.mp4?sign=1';
export const key = 'videos/owner1/2026/01/01/video_abc123def456.mp4';
export const file = {
  bucket: 'videos',
  key,
  contentType: 'video/mp4',
  bytes: 1000,
  sha256: 'ab'.repeat(32),
};
export const archived: CopyResult = { kind: 'archived', file };
export const hindered = (fields: Partial<Unarchived> = {}): Unarchived => ({
  kind: 'interrupted',
  reason: 'The source answers 503',
  bytesUp: 0,
  ...fields,
});
export const archivingTask = (fields: Partial<Task> = {}) =>
  aTask({ status: 'archiving', sourceUrl: link, finishedAt: startOfTests, durationSeconds: 5, ...fields });

/** Turns of archiving one task, with an archive that does as a test says. */
class ArchiveTurns {
  readonly store = new MemoryStore();
  readonly clock = new ManualClock();
  readonly orders: CopyOrder[] = [];
  readonly abandoned: PartialCopy[] = [];
  readonly keeps: Parameters<VideoArchive['keep']>[0][] = [];
  /** What becomes of each copy; without one, it succeeds. */
  results: (CopyResult | ((order: CopyOrder) => Promise<CopyResult>))[] = [];
  /** To the polls; without one, the provider does not answer. */
  answers: ProviderAnswer[] = [];
  kept: KeptFile | undefined;

  turn(restart = 0, remainingMillis = 15 * minute, conclude?: Conclude) {
    const archive: VideoArchive = {
      copy: async (order) => {
        this.orders.push(order);
        const next = this.results.shift() ?? archived;
        return typeof next === 'function' ? next(order) : next;
      },
      keep: async (order) => {
        this.keeps.push(order);
        return this.kept;
      },
      abandon: async (_key, copy) => void this.abandoned.push(copy),
    };
    return archiveVideo({
      tasks: this.store,
      archive,
      provider: { poll: async () => this.answers.shift() ?? { kind: 'unclear', reason: 'timeout' } },
      clock: this.clock,
      digest: sha256Hex,
      maxVideoBytes: 5_000,
    })(
      { owner: 'owner1', taskId: 'video_abc123def456', restart },
      { remainingMillis, ...(conclude && { conclude }) },
    );
  }

  async record(): Promise<Task> {
    return (await this.store.find(aTask())) as Task;
  }
}

/** As new for each test of a file. */
export const archiveTurns = (): ArchiveTurns => {
  const at = new ArchiveTurns();
  beforeEach(() => {
    Object.assign(at, new ArchiveTurns());
  });
  return at;
};
