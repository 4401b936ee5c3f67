import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxArchiveTurns } from '../../../lambdas/contract/limits.ts';
import {
  maxBrokenFiles,
  maxRefusals,
  nextTurn,
  type Setback,
} from '../../../lambdas/domain/archive/archive-schedule.ts';
import { afterSetback } from '../../../lambdas/domain/archive/archive-setback.ts';
import { deletionOf } from '../../../lambdas/domain/task/deadline.ts';
import type { ArchiveProgress } from '../../../lambdas/domain/task/task.ts';
import { day, hour, minute, second } from '../../../lambdas/domain/task/time.ts';
import { aTask, startOfTests } from '../../support/records.ts';

const begun: ArchiveProgress = {
  key: 'videos/owner1/2026/01/01/video_abc.mp4',
  startedAt: startOfTests,
  turns: 0,
  failures: 0,
  refusals: 0,
};
const setback = (fields: Partial<Setback> = {}): Setback => ({
  reason: 'The source answers 503',
  gotOn: false,
  refused: false,
  broken: false,
  hopeless: false,
  code: 'archive_failed',
  ...fields,
});
const until = deletionOf(aTask());

/** All turns of an archiving, each of which ends in a setback: when they began. */
const turns = (make: (turn: number) => Setback, turnSeconds = 1): number[] => {
  const times: number[] = [];
  let progress = begun;
  for (let now = startOfTests; ; ) {
    times.push(now - startOfTests);
    const met = make(progress.turns);
    progress = afterSetback({ ...progress, turns: progress.turns + 1 }, { ...met, bytesUp: 0 });
    now += turnSeconds * second;
    const next = nextTurn(progress, met, now, until);
    if (next.kind === 'give_up') return times;
    now += next.waitSeconds * second;
  }
};

describe('an archiving that fails', () => {
  it('is tried again after 15 s, then ever more rarely, every half hour at last', () => {
    const times = turns(() => setback());
    const waits = times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / second - 1);
    expect(waits.slice(0, 9)).toEqual([15, 30, 60, 120, 240, 480, 960, 1800, 1800]);
  });

  it('waits as long as it is asked to, also where it got on', () => {
    const progress = { ...begun, turns: 1 };
    const asked = setback({ gotOn: true, retryAfterSeconds: 90 });
    expect(nextTurn(progress, asked, startOfTests, until)).toEqual({ kind: 'again', waitSeconds: 90 });
    const got = setback({ gotOn: true });
    expect(nextTurn(progress, got, startOfTests, until)).toEqual({ kind: 'again', waitSeconds: 0 });
  });

  it('fetches a broken file for two hours, and no longer', () => {
    const times = turns(() => setback({ broken: true }));
    expect(times).toHaveLength(maxBrokenFiles);
    expect((times.at(-1) ?? 0) / hour).toBeCloseTo(2, 1);
  });

  it('goes on until the provider deletes the video, a day after it was made', () => {
    const last = turns(() => setback()).at(-1) ?? 0;
    expect(last).toBeGreaterThan(day - hour);
    expect(last).toBeLessThan(day);
    expect(deletionOf(aTask({ createdAt: startOfTests - hour }))).toBe(startOfTests + day - hour);
  });

  it('is tried a last time while the provider still has the video, however long the wait would be', () => {
    for (const turnSeconds of [1, 60, 100, 200, 300]) {
      const last = turns(() => setback(), turnSeconds).at(-1) ?? 0;
      expect(last).toBeGreaterThan(day - 6 * minute - turnSeconds * second);
      expect(last).toBeLessThan(day);
    }
  });

  it('ends within its turns, whatever happens', () => {
    const anything = fc.record({
      gotOn: fc.boolean(),
      refused: fc.boolean(),
      retryAfterSeconds: fc.option(fc.nat(10_000), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.infiniteStream(anything), fc.integer({ min: 0, max: 900 }), (stream, seconds) => {
        const next = () => {
          const { retryAfterSeconds, ...met } = stream.next().value;
          return setback({ ...met, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) });
        };
        expect(turns(next, seconds).length).toBeLessThanOrEqual(maxArchiveTurns);
      }),
    );
  });

  it('is given up after its last turn, and says after how many', () => {
    const atTurn = (turns: number) =>
      nextTurn({ ...begun, turns }, setback({ gotOn: true }), startOfTests, until);
    expect(atTurn(maxArchiveTurns - 1)).toMatchObject({ kind: 'again' });
    const message = `The source answers 503, after ${maxArchiveTurns} turns`;
    expect(atTurn(maxArchiveTurns)).toEqual({ kind: 'give_up', code: 'archive_failed', message });
  });

  it('is tried a last time five minutes before the video is deleted, and not when it is', () => {
    const left = (millis: number) => nextTurn({ ...begun, failures: 7 }, setback(), until - millis, until);
    expect(left(6 * minute)).toEqual({ kind: 'again', waitSeconds: 60 });
    const message = 'The source answers 503, until the provider deleted the video';
    expect(left(5 * minute)).toEqual({ kind: 'give_up', code: 'archive_failed', message });
    const soon = nextTurn({ ...begun, failures: 1 }, setback(), until - 15 * second, until);
    expect(soon.kind).toBe('give_up');
  });

  it('goes on at once where it gets on', () => {
    expect(nextTurn(begun, setback({ gotOn: true }), startOfTests, until)).toEqual({
      kind: 'again',
      waitSeconds: 0,
    });
  });

  it('waits as long as the source asks, up to an hour', () => {
    const asked = (retryAfterSeconds: number) =>
      nextTurn({ ...begun, failures: 1 }, setback({ retryAfterSeconds }), startOfTests, until);
    expect(asked(5)).toMatchObject({ waitSeconds: 15 });
    expect(asked(600)).toMatchObject({ waitSeconds: 600 });
    expect(asked(999_999)).toMatchObject({ waitSeconds: 3600 });
  });

  it('is given up early where what it finds is no video again and again', () => {
    const times = turns(() => setback({ refused: true, code: 'not_a_video' }));
    expect(times).toHaveLength(maxRefusals);
    expect(times.at(-1)).toBeLessThan(5 * minute);
  });

  it('is given up at once where there is no hope', () => {
    expect(turns(() => setback({ hopeless: true }))).toHaveLength(1);
  });
});
