import type { Result, Row } from './report.ts';

const row = ({ rows }: Result, schedule: string): Row => {
  const found = rows.find((candidate) => candidate.schedule === schedule);
  if (!found) throw new Error(`No figures for "${schedule}"`);
  return found;
};

const above = ({ delay, optimum }: Row): number => delay / optimum - 1;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** How far above the optimum a hundred tasks may leave a schedule without a queue. */
const allowed = 0.15;

/** What is promised of the schedule, and where it is not kept. */
export const missedTargets = (results: readonly Result[]): string[] => results.flatMap(missedBy);

/** Misses that are known, with what they come from. */
export const knownMisses = (results: readonly Result[]): string[] =>
  results.flatMap((result) => {
    const { name, unreached } = result.scenario;
    if (unreached === undefined) return [];
    return [
      `${name}: after 100 tasks ${percent(above(row(result, 'ours after 100')))} above the optimum: ${unreached}`,
    ];
  });

const missedBy = (result: Result): string[] => {
  const { name, queue, asDocumented, tier, odd, heldOut, unreached } = result.scenario;
  const ours = ['ours, cold', 'ours after 20', 'ours after 100'] as const;
  const [cold, after20, after100] = [row(result, ours[0]), row(result, ours[1]), row(result, ours[2])];
  const every60 = row(result, 'fixed 60');
  const missed: string[] = [];
  // Not tuned on, and so without a promise.
  if (heldOut) return missed;
  const expect = (kept: boolean, sentence: string): void => {
    if (!kept) missed.push(`${name}: ${sentence}`);
  };
  if (queue) {
    for (const schedule of ours) {
      const { delay, byPolls = 0 } = row(result, schedule);
      const share = delay / byPolls - 1;
      expect(share <= 0.1, `${schedule} ${percent(share)} above the optimum by polls, more than 10 %`);
    }
  } else {
    const share = above(after100);
    const sentence = `after 100 tasks ${percent(share)} above the optimum`;
    if (unreached === undefined) expect(share <= allowed, `${sentence}, more than ${percent(allowed)}`);
    else expect(share > allowed, `${sentence}: that is no miss any more`);
    if (!odd)
      expect(
        above(after20) <= 0.1,
        `after 20 tasks ${percent(above(after20))} above the optimum, more than 10 %`,
      );
    if (asDocumented)
      expect(above(cold) <= 0.25, `cold ${percent(above(cold))} above the optimum, more than 25 %`);
  }
  // Of an odd shape, nothing is promised before it was seen.
  if (odd) return missed;
  for (const { schedule, delay, polls } of ours.map((schedule) => row(result, schedule))) {
    const beaten = every60.delay < delay && every60.polls <= polls;
    expect(!beaten, `${schedule} has more delay than polling every 60 s, which polls no more`);
  }
  // An interval of 60 s is the shortest that flex allows: nothing can be better in both respects.
  if (tier === 'default') {
    const better = after20.delay < every60.delay && after20.polls <= every60.polls;
    expect(better, 'after 20 tasks not better in both respects than polling every 60 s');
  }
  return missed;
};
