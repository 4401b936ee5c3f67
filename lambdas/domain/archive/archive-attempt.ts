import { timeouts } from '../polling/after-answer.ts';
import type { Provider } from '../provider/provider.ts';
import type { StillLinks } from '../provider/still-links.ts';
import type { ArchiveProgress, Task } from '../task/task.ts';
import { idAtProvider } from '../task/task-provider.ts';
import type { ChangeResult, TaskChange } from '../task/task-store.ts';
import { type Clock, type Millis, second } from '../task/time.ts';
import type { Gone } from './archive-setback.ts';
import type { CopyResult, Unarchived, VideoArchive } from './video-archive.ts';

export interface CopyAttemptDeps {
  readonly archive: VideoArchive;
  readonly provider: Provider;
  readonly clock: Clock;
  readonly maxVideoBytes: number;
}

export interface CopyAttempt {
  readonly result: CopyResult | Gone;
  readonly progress: ArchiveProgress;
  /** The last link that was tried. */
  readonly link: string | undefined;
}

/** With less than this left, a fresh link waits for the next turn. */
const minCopyMillis = 30 * second;

/** Only another link can lead further. A broken file is fetched again first: it may not have been complete yet. */
const leadsAstray = (result: CopyResult, { brokenFiles = 0 }: ArchiveProgress): result is Unarchived => {
  if (result.kind === 'broken') return brokenFiles > 0;
  return result.kind === 'stale_link' || result.kind === 'not_a_video' || result.kind === 'forbidden_link';
};

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

  const copy = (link: string, stills: StillLinks | undefined): Promise<CopyResult> =>
    archive.copy({
      link,
      ...(task.provider !== undefined && { provider: task.provider }),
      key: progress.key,
      ...(stills && { stills }),
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
    ? await copy(task.sourceUrl, task.stillUrls)
    : { kind: 'stale_link', reason: 'The record holds no link', bytesUp: 0 };
  const { sourceUrl: link } = task;
  if (!leadsAstray(result, begun)) return { result, progress, link };

  const answer = await provider.poll(idAtProvider(task), task);
  const slow = timeouts(task, answer);
  if (slow.timeoutsInARow !== task.timeoutsInARow) await write(slow);
  const { partial: _, ...rest } = progress;
  progress = { ...rest, ...(result.partial && { partial: result.partial }) };
  switch (answer.kind) {
    case 'completed': {
      if (answer.videoUrl === link) return { result, progress, link };
      const { videoUrl, stillUrls = task.stillUrls } = answer;
      const changed = await write({ sourceUrl: videoUrl, stillUrls, archiveProgress: progress });
      if (changed === 'superseded') return { result: { kind: 'withdrawn' }, progress, link };
      if (endsAt - clock.now() < minCopyMillis) return { result, progress, link: answer.videoUrl };
      const again = await copy(videoUrl, stillUrls);
      return { result: again, progress, link: answer.videoUrl };
    }
    case 'failed':
    case 'cancelled':
    case 'expired': {
      if (result.kind !== 'stale_link') return { result, progress, link };
      const reason = 'The link is dead and the provider has none any more';
      return { result: { ...result, kind: 'gone', reason }, progress, link };
    }
    default:
      return { result, progress, link };
  }
};
