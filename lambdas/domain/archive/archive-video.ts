import { maxArchiveTurns } from '../../contract/limits.ts';
import type { ExecutionInput, Step } from '../../contract/workflow.ts';
import { deletionOf } from '../task/deadline.ts';
import { leaseFor } from '../task/lease.ts';
import { stepTo } from '../task/steps.ts';
import { type ArchiveProgress, isFinal, type Outcome, type Task, type Video } from '../task/task.ts';
import type { ChangeResult, TaskChange, TaskStore } from '../task/task-store.ts';
import { type Clock, type Millis, second } from '../task/time.ts';
import { attemptCopy, type CopyAttemptDeps } from './archive-attempt.ts';
import { type NextTurn, nextTurn } from './archive-schedule.ts';
import { afterSetback, setbackOf } from './archive-setback.ts';
import { keepBroken } from './broken-file.ts';
import type { ArchivedFile } from './video-archive.ts';
import { videoKey } from './video-key.ts';

export interface ArchiveVideoDeps extends CopyAttemptDeps {
  readonly tasks: TaskStore;
  readonly clock: Clock;
  /** Hex SHA-256. */
  readonly digest: (text: string) => string;
}

/** What a turn did, for logs and metrics. */
export type ArchiveReport =
  | { readonly kind: 'archived'; readonly video: Video; readonly seconds: number }
  | {
      readonly kind: 'not_this_time';
      readonly reason: string;
      readonly bytesUp: number;
      /** Consecutive turns that brought no more of the file into the bucket. */
      readonly failures: number;
      /** Until the provider deletes the video. */
      readonly millisLeft: Millis;
    }
  | { readonly kind: 'given_up'; readonly reason: string }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'done_before' };

export interface ArchiveTurn {
  readonly step: Step;
  readonly report: ArchiveReport;
  /** The task, if the turn gave it its final status. */
  readonly recorded?: Task;
}

/** Records an outcome as final, with what else is new about the task. Answers nothing if another execution has taken over. */
export type Conclude = (task: Task, outcome: Outcome, news: TaskChange) => Promise<Task | undefined>;

export interface TurnSettings {
  readonly remainingMillis: number;
  /** Absent: the outcome is left in the record, for the next step to make it final. */
  readonly conclude?: Conclude;
}

/** Kept of the function's time: to withdraw what is under way and to write the record. */
const closingMillis = 20 * second;
/** Of an error's message, in characters. */
const maxMessageLength = 1_000;

/**
 * One turn of archiving: copies the finished video into the bucket, or as much of it as the function's time allows.
 * Throws only if the record cannot be read or written.
 */
export const archiveVideo =
  (deps: ArchiveVideoDeps) =>
  async (input: ExecutionInput, { remainingMillis, conclude }: TurnSettings): Promise<ArchiveTurn> => {
    const task = await deps.tasks.find(input);
    const superseded: ArchiveTurn = { step: stepTo(input, 'done'), report: { kind: 'superseded' } };
    if (task?.restart !== input.restart) return superseded;
    if (task.status === 'stopped') return abandonCopy(deps, task, superseded);
    if (task.outcome || isFinal(task.status)) {
      const open = task.leaseUntil !== undefined;
      return { step: stepTo(input, open ? 'record' : 'done'), report: { kind: 'done_before' } };
    }
    if (task.status !== 'archiving') return superseded;

    const { clock } = deps;
    const overAt = clock.now() + remainingMillis;
    const begun = beginTurn(task, deps, clock.now());
    const write = (change: TaskChange): Promise<ChangeResult> =>
      deps.tasks.change(input, 'archive', { ...change, leaseUntil: leaseFor('archive', overAt) });
    const withdraw = async (): Promise<ArchiveTurn> =>
      abandonCopy(deps, await deps.tasks.find(input), superseded);
    if ((await write({ archiveProgress: begun })) === 'superseded') return withdraw();

    const endsAt = overAt - closingMillis;
    const attempt = await attemptCopy(deps, task, begun, endsAt, write);
    const { result, progress } = attempt;
    const end = async (change: TaskChange, next: Step, report: ArchiveReport): Promise<ArchiveTurn> => {
      const dueAt = clock.now() + next.waitSeconds * second;
      const leaseUntil = leaseFor(next.next === 'record' ? 'record' : 'archive', dueAt);
      const written = await deps.tasks.change(input, 'archive', { ...change, leaseUntil });
      return written === 'superseded' ? withdraw() : { step: next, report };
    };
    const finish = async (
      outcome: Outcome,
      news: TaskChange,
      report: ArchiveReport,
    ): Promise<ArchiveTurn> => {
      if (!conclude) {
        const change = {
          ...news,
          outcome,
          sourceUrl: undefined,
          stillUrls: undefined,
          archiveProgress: undefined,
        };
        return end(change, stepTo(input, 'record'), report);
      }
      const recorded = await conclude(task, outcome, news);
      return recorded ? { step: stepTo(input, 'record'), report, recorded } : withdraw();
    };

    if (result.kind === 'withdrawn') return withdraw();
    if (result.kind === 'archived') {
      const video: Video = {
        ...result.file,
        ...providerDuration(task, result.file),
      };
      const seconds = (clock.now() - progress.startedAt) / second;
      return finish(
        { status: 'completed' },
        { video, keptFile: undefined },
        { kind: 'archived', video, seconds },
      );
    }

    const setback = setbackOf(result, begun);
    const after = afterSetback(progress, setback);
    const due = nextTurn(after, setback, clock.now(), deletionOf(task));
    const kept =
      due.kind === 'give_up' ? await keepBroken(deps, attempt, task, after.key, endsAt) : undefined;
    const isWholeNow = kept?.whole === true && after.turns < maxArchiveTurns;
    const turn: NextTurn = isWholeNow ? { kind: 'again', waitSeconds: 0 } : due;
    if (turn.kind === 'again') {
      const report: ArchiveReport = {
        kind: 'not_this_time',
        reason: setback.reason,
        bytesUp: setback.bytesUp,
        failures: after.failures,
        millisLeft: deletionOf(task) - clock.now(),
      };
      const nextTurnAt = clock.now() + turn.waitSeconds * second;
      const archiveProgress = { ...after, nextTurnAt };
      return end({ archiveProgress }, stepTo(input, 'archive', turn.waitSeconds), report);
    }
    if (after.partial) await deps.archive.abandon(after.key, after.partial);
    const message = kept ? `${turn.message} What there is of it is kept as ${kept.file.key}` : turn.message;
    const error = { code: turn.code, message: message.slice(0, maxMessageLength) };
    const news = kept ? { keptFile: kept.file } : {};
    return finish({ status: 'failed', error }, news, { kind: 'given_up', reason: message });
  };

/** `stopTask` has no S3 access, so the running archive turn aborts the upload. */
const abandonCopy = async (
  { archive }: ArchiveVideoDeps,
  task: Task | undefined,
  turn: ArchiveTurn,
): Promise<ArchiveTurn> => {
  const { key, partial } = task?.archiveProgress ?? {};
  if (task?.status === 'stopped' && key !== undefined && partial) await archive.abandon(key, partial);
  return turn;
};

const providerDuration = ({ durationSeconds }: Task, file: ArchivedFile): Partial<Video> => {
  if (durationSeconds === undefined) return {};
  return {
    providerDurationSeconds: durationSeconds,
    durationSeconds: file.durationSeconds ?? durationSeconds,
  };
};

const beginTurn = (task: Task, deps: ArchiveVideoDeps, now: Millis): ArchiveProgress =>
  task.archiveProgress
    ? { ...task.archiveProgress, turns: task.archiveProgress.turns + 1 }
    : { key: videoKey(task, deps.digest), startedAt: now, turns: 1, failures: 0, refusals: 0 };
