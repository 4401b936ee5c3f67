import { timeouts } from '../polling/after-answer.ts';
import type { Provider } from '../provider/provider.ts';
import type { ArchiveProgress, Task } from '../task/task.ts';
import { idAtProvider } from '../task/task-provider.ts';
import type { ChangeResult, TaskChange } from '../task/task-store.ts';
import { type Clock, type Millis, second } from '../task/time.ts';
import type { Gone } from './archive-setback.ts';
import type { CopyResult, Unarchived, VideoArchive } from './video-archive.ts';
import { fileNameOf } from './video-key.ts';

export interface CopyAttemptDeps {
  readonly archive: VideoArchive;
  readonly provider: Provider;
  readonly clock: Clock;
  readonly maxVideoBytes: number;
}

export interface CopyAttempt {
  readonly result: CopyResult | Gone;
  readonly progress: ArchiveProgress;
}

/** With less than this left, a fresh link waits for the next turn. */
const minCopyMillis = 30 * second;

const leadsAstray = (
  result: CopyResult,
): result is Unarchived & { kind: 'stale_link' | 'not_a_video' | 'forbidden_link' } =>
  result.kind === 'stale_link' || result.kind === 'not_a_video' || result.kind === 'forbidden_link';

/** Copies from the link that the record has and, if that one fails, from the link that the provider gives now. */
export const attemptCopy = async (
  deps: CopyAttemptDeps,
  task: Task,
  begun: ArchiveProgress,
  endsAt: Millis,
  write: (change: TaskChange) => Promise<ChangeResult>,
): Promise<CopyAttempt> => {
  const { archive, clock, provider } = deps;
  let progress = begun;

  const copy = (link: string): Promise<CopyResult> =>
    archive.copy({
      link,
      ...(task.provider !== undefined && { provider: task.provider }),
      key: progress.key,
      fileName: fileNameOf(progress.key),
      maxBytes: deps.maxVideoBytes,
      budgetMillis: endsAt - clock.now(),
      mayBeThere: progress.turns > 1,
      failures: progress.failures,
      inParts: progress.inParts ?? false,
      ...(progress.partial && { partial: progress.partial }),
      begun: async (partial) => {
        progress = { ...progress, partial };
        return (await write({ archiveProgress: progress })) === 'changed';
      },
    });

  const result: CopyResult = task.sourceUrl
    ? await copy(task.sourceUrl)
    : { kind: 'stale_link', reason: 'The record holds no link', bytesUp: 0 };
  if (!leadsAstray(result)) return { result, progress };

  const answer = await provider.poll(idAtProvider(task), task);
  const slow = timeouts(task, answer);
  if (slow.timeoutsInARow !== task.timeoutsInARow) await write(slow);
  const { partial: _, ...rest } = progress;
  progress = { ...rest, ...(result.partial && { partial: result.partial }) };
  switch (answer.kind) {
    case 'completed': {
      if (answer.videoUrl === task.sourceUrl) return { result, progress };
      const changed = await write({ sourceUrl: answer.videoUrl, archiveProgress: progress });
      if (changed === 'superseded') return { result: { kind: 'withdrawn' }, progress };
      if (endsAt - clock.now() < minCopyMillis) return { result, progress };
      return { result: await copy(answer.videoUrl), progress };
    }
    case 'failed':
    case 'cancelled':
    case 'expired': {
      if (result.kind !== 'stale_link') return { result, progress };
      const reason = 'The link is dead and the provider has none any more';
      return { result: { ...result, kind: 'gone', reason }, progress };
    }
    default:
      return { result, progress };
  }
};
