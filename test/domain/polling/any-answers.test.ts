import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxPolls, type PollingLimits } from '../../../lambdas/contract/limits.ts';
import type { Step } from '../../../lambdas/contract/workflow.ts';
import type { Observation } from '../../../lambdas/domain/polling/estimate-store.ts';
import { pollTask } from '../../../lambdas/domain/polling/poll-task.ts';
import { type ProviderAnswer, unclearReasons } from '../../../lambdas/domain/provider/provider.ts';
import { hour, second } from '../../../lambdas/domain/task/time.ts';
import { recordOutcome } from '../../../lambdas/domain/tracking/record-outcome.ts';
import { eventsPerTurn } from '../../../lib/options/history-budget.ts';
import { tries } from '../../support/effort.ts';
import { MemoryEstimates } from '../../support/fakes/memory-estimates.ts';
import { querying } from '../../support/polling.ts';
import { startOfTests } from '../../support/records.ts';

/** How many sequences: a few here, a hundred thousand with `SEQUENCES=100000`. */
const sequences = Number(process.env.SEQUENCES ?? tries(500));

const known = fc.record(
  {
    model: fc.constantFrom('seedance_1_5_pro_720p', 'seedance_1_5_pro_1080p', 'x', '😀'),
    createdAt: fc.integer({ min: startOfTests - 30 * hour, max: startOfTests + 5 * hour }),
  },
  { requiredKeys: [] },
);
const goesOn: fc.Arbitrary<ProviderAnswer> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<ProviderAnswer>({ kind: 'pending', status: 'processing' }) },
  {
    weight: 3,
    arbitrary: known.map((more): ProviderAnswer => ({ kind: 'pending', status: 'processing', ...more })),
  },
  {
    weight: 3,
    arbitrary: known.map((more): ProviderAnswer => ({ kind: 'pending', status: 'queued', ...more })),
  },
  {
    weight: 1,
    arbitrary: known.map((more): ProviderAnswer => ({ kind: 'completed_without_video', ...more })),
  },
  { weight: 1, arbitrary: fc.constant<ProviderAnswer>({ kind: 'not_a_video' }) },
  { weight: 1, arbitrary: fc.constant<ProviderAnswer>({ kind: 'not_found' }) },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        kind: fc.constant('unclear' as const),
        reason: fc.constantFrom(...unclearReasons),
        retryAfterSeconds: fc.constantFrom(0, 1, 29, 60, 899, 900, 901, 86_400, 999_999_999),
      },
      { requiredKeys: ['kind', 'reason'] },
    ),
  },
);
const ends: fc.Arbitrary<ProviderAnswer> = fc.constantFrom<ProviderAnswer>(
  { kind: 'completed', videoUrl: 'https://example.com/v.mp4' },
  { kind: 'failed', message: 'no', reason: 'unknown' },
  { kind: 'cancelled' },
  { kind: 'expired' },
);
/** Some answers, each for a while; then an end, or the same ones over and over until we have had enough. */
const answers = fc.record({
  runs: fc.array(fc.record({ answer: goesOn, times: fc.integer({ min: 1, max: 12 }) }), {
    minLength: 1,
    maxLength: 8,
  }),
  end: fc.option(ends, { freq: 12 }),
});

const sightings = (count: number, of: (n: number) => Observation): Observation[] =>
  Array.from({ length: count }, (_, n) => of(n));
/** What may lie in the table: nothing, the truth, and poison. */
const learnt: readonly (readonly Observation[])[] = [
  [],
  sightings(20, (n) => ({ fromSeconds: 120 + 5 * n, toSeconds: 150 + 5 * n, count: 1 })),
  sightings(20, () => ({ fromSeconds: 0, toSeconds: 5, count: 1e12 })),
  // The finish is always just ahead: nothing would ask more often.
  sightings(200, (n) => ({ fromSeconds: 400 * n, toSeconds: 400 * n + 30, count: 5 })),
  sightings(3, () => ({ fromSeconds: 604_000, toSeconds: 604_800, count: 1 })),
  sightings(4, (n) => ({
    fromSeconds: [Number.NaN, -5, 9, 1e300][n] ?? 0,
    toSeconds: 7,
    count: Number.NaN,
  })),
  sightings(1, () => ({ fromSeconds: 5, toSeconds: 10, count: -3 })),
];

const situations = fc.record({
  answers,
  learnt: fc.constantFrom(...learnt),
  limits: fc.constantFrom<PollingLimits>(
    { pollMinSeconds: 30, pollMaxSeconds: 120 },
    { pollMinSeconds: 30, pollMaxSeconds: 75 },
    { pollMinSeconds: 45, pollMaxSeconds: 120 },
    { pollMinSeconds: 60, pollMaxSeconds: 60 },
    { pollMinSeconds: 120, pollMaxSeconds: 120 },
  ),
  serviceTier: fc.constantFrom('default' as const, 'flex' as const),
  events: fc.constantFrom([], ['video.processing' as const]),
  giveUpAfterSeconds: fc.option(fc.integer({ min: 60, max: 86_400 }), { nil: undefined, freq: 4 }),
  chances: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
    minLength: 1,
    maxLength: 7,
  }),
  latency: fc.integer({ min: 0, max: 10_000 }),
  repeated: fc.boolean(),
});
type Drawn = typeof situations extends fc.Arbitrary<infer T> ? T : never;

const day = 86_400;
const archiveTurns = 40;
const deliveryTurns = 11;
/** One step in ten is retried once. */
const eventsOfRetry = 3;

const play = async (drawn: Drawn) => {
  const { runs, end } = drawn.answers;
  const script = runs.flatMap(({ answer, times }) => Array<ProviderAnswer>(times).fill(answer));
  let asked = 0;
  const given: ProviderAnswer[] = [];
  const { serviceTier, events, limits, giveUpAfterSeconds, chances } = drawn;
  const deadline = startOfTests + Math.min(giveUpAfterSeconds ?? day, day) * second;
  const setup = await querying(
    {
      poll: async () => {
        setup.clock.advance(drawn.latency);
        const answer = script[asked] ?? end ?? script[asked % script.length];
        asked += 1;
        if (!answer) throw new Error('No answer was drawn');
        given.push(answer);
        return answer;
      },
    },
    { serviceTier, events, deadline, ...(giveUpAfterSeconds === undefined ? {} : { giveUpAfterSeconds }) },
    {
      limits,
      giveUpAfterSeconds: day,
      estimates: { of: async () => drawn.learnt },
      random: () => chances[asked % chances.length] ?? 0,
    },
  );
  const waits: Wait[] = [];
  let step: Step;
  for (let turns = 0; ; turns += 1) {
    if (turns > 20_000) throw new Error('It never ends');
    step = (await pollTask(setup.deps)(setup.input)).step;
    if (drawn.repeated && step.next === 'query') {
      const before = asked;
      expect((await pollTask(setup.deps)(setup.input)).step).toEqual(step);
      expect(asked).toBe(before);
    }
    if (step.next !== 'query') break;
    const until = setup.clock.now() + step.waitSeconds * second;
    waits.push({ seconds: step.waitSeconds, meetsDeadline: until >= (await setup.record()).deadline });
    setup.clock.advance(step.waitSeconds * second);
  }
  return { setup, step, waits, given, asked: () => asked };
};

interface Wait {
  readonly seconds: number;
  /** It ends at the deadline, or past it. */
  readonly meetsDeadline: boolean;
}

const askedForPatience = (answer: ProviderAnswer | undefined): boolean =>
  answer?.kind === 'unclear' && (answer.retryAfterSeconds !== undefined || answer.reason === 'throttled');

/** Each interval within the tier's limits; longer only where the provider asks for it, or to meet the deadline. */
const expectWithinLimits = ({ limits, serviceTier }: Drawn, waits: Wait[], given: ProviderAnswer[]): void => {
  const floor = Math.max(serviceTier === 'flex' ? 60 : 0, limits.pollMinSeconds);
  const ceiling = Math.max(limits.pollMaxSeconds, floor);
  waits.forEach(({ seconds, meetsDeadline }, n) => {
    expect(seconds).toBeGreaterThanOrEqual(floor);
    const more = meetsDeadline ? floor - 1 : 0;
    expect(seconds).toBeLessThanOrEqual((askedForPatience(given[n]) ? 900 : ceiling) + more);
  });
};

/** Goes on to the record, and looks whether anything is asked or changed after that. */
const expectOneEnd = async ({ setup, step, asked }: Awaited<ReturnType<typeof play>>): Promise<void> => {
  const { store, deps, input, record } = setup;
  const task = await record();
  expect(task.status === 'archiving').toBe(step.next === 'archive');
  expect(task.outcome === undefined).toBe(step.next === 'archive');
  expect(task.leaseUntil).toBeGreaterThan(setup.clock.now());
  const before = asked();
  expect((await pollTask(deps)(input)).step).toEqual(step);
  if (step.next === 'archive') await store.change(task, 'archive', { outcome: { status: 'completed' } });
  const recording = { ...deps, tasks: store, deliveries: store.deliveries };
  const { recorded } = await recordOutcome({ ...recording, estimates: new MemoryEstimates() })(input);
  expect(['completed', 'failed', 'cancelled', 'expired']).toContain(recorded?.status);
  expect(recorded?.error === undefined).toBe(recorded?.status === 'completed');
  expect((await pollTask(deps)(input)).step.next).toBe('done');
  expect((await record()).status).toBe(recorded?.status);
  expect(asked()).toBe(before);
};

describe(`whatever the provider answers (${sequences} sequences)`, () => {
  it('each task ends once, asked within its limits, in a history with room to spare', async () => {
    let longest = 0;
    let questions = 0;
    await fc.assert(
      fc.asyncProperty(situations, async (drawn) => {
        const played = await play(drawn);
        const asked = played.asked();
        await expectOneEnd(played);
        expectWithinLimits(drawn, played.waits, played.given);
        expect(asked).toBeLessThanOrEqual(maxPolls({ ...drawn.limits, giveUpAfterSeconds: day }));
        const turns = asked + archiveTurns + deliveryTurns;
        expect(turns * eventsPerTurn + (turns / 10) * eventsOfRetry).toBeLessThan(20_000);
        longest = Math.max(longest, asked);
        questions += asked;
      }),
      { numRuns: sequences, seed: 20_260_101 },
    );
    if (process.env.SEQUENCES) {
      process.stdout.write(
        `${sequences} sequences, ${questions} questions, ${longest} for one task at most\n`,
      );
    }
  }, 3_600_000);
});
