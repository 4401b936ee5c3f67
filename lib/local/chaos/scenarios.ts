import { firstProvider } from '../../../lambdas/contract/provider-definition.ts';
import type { RightOutcome } from '../provider/ground-truth.ts';
import type { VideoMisbehaviour } from '../provider/misbehaviours.ts';
import { drawFailure } from './failures.ts';
import type { PlannedTask } from './planned-task.ts';
import { between, hours, kilo, mebi, mega, minutes, ofBytes, usualTimes } from './script-parts.ts';

/** A kind of task. `draw` gives a number in [0, 1) for a word, the same for the same seed. */
export interface Scenario {
  readonly name: string;
  /** How often it occurs, in proportion to the others. */
  readonly weight: number;
  /** It takes hours: it begins first, and the others do not wait for it. */
  readonly allDay?: true;
  readonly plan: (
    draw: (what: string) => number,
  ) => Pick<PlannedTask, 'script'> & Partial<Omit<PlannedTask, 'script' | 'number' | 'scenario'>>;
}

const failedAs = (...codes: readonly string[]): readonly RightOutcome[] =>
  codes.map((errorCode) => ({ status: 'failed', errorCode }));

/** The video's host never sends the video. */
const badHost = (
  name: string,
  weight: number,
  always: VideoMisbehaviour,
  ...codes: readonly string[]
): Scenario => ({
  name,
  weight,
  plan: (draw) => ({
    script: { ...usualTimes(draw), misbehaves: { video: { always: [always] } } },
    rightOutcomes: failedAs(...codes),
  }),
});

/** The first requests for a video all misbehave. */
const requests = (count: number, misbehaviour: VideoMisbehaviour) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [index + 1, [misbehaviour]] as const));

const brief = (draw: (what: string) => number) => between(20, 60, draw('limit')) * minutes;

/** Every connection to the video's host breaks after this many bytes. */
const crumb = 1_200 * kilo;

/** Bytes a second of a connection that is worth sharing the file among several. */
const slowly = 10 * mega;

/** What other clients read without noticing. */
const oddHosts: readonly VideoMisbehaviour[] = [
  'bare-206',
  'range-refused',
  'length-and-chunked',
  'says-gzip',
  'gzipped',
  'wide-video-headers',
  'raw-location',
];

export const scenarios: readonly Scenario[] = [
  { name: 'completed', weight: 42, plan: (draw) => ({ script: ofBytes(5 * kilo, 300 * kilo, draw) }) },
  { name: 'completed, sample', weight: 4, plan: (draw) => ({ script: usualTimes(draw) }) },
  { name: 'completed, large', weight: 4, plan: (draw) => ({ script: ofBytes(2 * mega, 12 * mega, draw) }) },
  {
    name: 'completed, in parts',
    weight: 1,
    plan: (draw) => ({ script: ofBytes(33 * mebi, 44 * mebi, draw) }),
  },
  {
    name: 'completed, by several connections',
    weight: 1,
    plan: (draw) => ({
      script: {
        ...ofBytes(45 * mebi, 60 * mebi, draw),
        misbehaves: { video: { always: [{ name: 'slow', amount: slowly }] } },
      },
    }),
  },
  {
    name: 'completed, length untold',
    weight: 3,
    plan: (draw) => ({
      script: {
        ...ofBytes(5 * kilo, 12 * mega, draw),
        misbehaves: { video: { always: ['chunked', 'no-range'] } },
      },
    }),
  },
  {
    name: 'completed, connection always breaks',
    weight: 4,
    plan: (draw) => ({
      script: {
        ...ofBytes(3 * mega, 5 * mega, draw),
        misbehaves: { video: { always: [{ name: 'drop', amount: crumb }] } },
      },
    }),
  },
  {
    name: 'completed, odd host',
    weight: 5,
    plan: (draw) => {
      const always = oddHosts.slice(Math.floor(draw('host') * oddHosts.length)).slice(0, 1);
      return { script: { ...ofBytes(5 * kilo, 3 * mega, draw), misbehaves: { video: { always } } } };
    },
  },
  {
    name: 'completed, input echoed',
    weight: 1,
    plan: (draw) => ({
      script: { ...ofBytes(5 * kilo, 300 * kilo, draw), misbehaves: { query: { always: ['echoed-input'] } } },
    }),
  },
  {
    name: 'completed, links go stale',
    weight: 4,
    plan: (draw) => ({ script: { ...ofBytes(5 * kilo, 300 * kilo, draw), linkSeconds: 5 * minutes } }),
  },
  {
    name: 'completed, registered late',
    weight: 3,
    plan: (draw) => ({
      script: ofBytes(5 * kilo, 300 * kilo, draw),
      registeredAfterSeconds: between(1 * hours, 4 * hours, draw('late')),
    }),
  },
  {
    name: 'completed, flex',
    weight: 4,
    plan: (draw) => ({
      script: {
        ...ofBytes(5 * kilo, 300 * kilo, draw),
        generatingSeconds: between(5 * minutes, 2 * hours, draw('generating')),
      },
      serviceTier: 'flex',
    }),
  },
  {
    name: 'failed',
    weight: 9,
    plan: (draw) => {
      const { reason, error } = drawFailure(draw('error'));
      const code = typeof error === 'string' ? undefined : error.code;
      return {
        script: { ...usualTimes(draw), ends: 'failed', error },
        rightFailure: { reason, ...(code !== undefined && { providerCode: code }) },
      };
    },
  },
  {
    name: 'completed, after a retry',
    weight: 2,
    plan: (draw) => ({
      script: {
        ...ofBytes(5 * kilo, 300 * kilo, draw),
        misbehaves: { video: requests(8, 'error-page') },
      },
      provider: firstProvider,
      ownerAction: 'retries',
    }),
  },
  { name: 'cancelled', weight: 5, plan: (draw) => ({ script: { ...usualTimes(draw), ends: 'cancelled' } }) },
  { name: 'expired', weight: 3, plan: (draw) => ({ script: { ...usualTimes(draw), ends: 'expired' } }) },
  {
    name: 'never ends, owner gives up',
    weight: 3,
    plan: (draw) => ({ script: { ends: 'never' }, giveUpAfterSeconds: brief(draw) }),
  },
  {
    name: 'never ends, for hours',
    weight: 0.5,
    allDay: true,
    plan: () => ({ script: { ends: 'never' }, giveUpAfterSeconds: 8 * hours }),
  },
  {
    name: 'too late for its owner',
    weight: 2,
    plan: (draw) => ({
      script: { generatingSeconds: 20 * hours },
      giveUpAfterSeconds: brief(draw),
    }),
  },
  {
    name: 'completed without a link',
    weight: 0.5,
    allDay: true,
    plan: (draw) => ({
      script: { ...usualTimes(draw), misbehaves: { query: { always: ['without-link'] } } },
    }),
  },
  {
    name: 'an image',
    weight: 2,
    plan: (draw) => ({
      script: { ...usualTimes(draw), misbehaves: { query: { always: ['image'] } } },
      rightOutcomes: failedAs('not_a_video', 'completed_without_video'),
    }),
  },
  badHost('video out of bounds', 2, 'redirect-private', 'archive_failed', 'not_a_video'),
  badHost('video is a page', 2, 'error-page', 'not_a_video', 'archive_failed'),
  badHost('video is empty', 1, 'empty-file', 'not_a_video', 'archive_failed'),
  {
    name: 'video is cut off',
    weight: 2,
    plan: (draw) => ({
      script: { ...usualTimes(draw), misbehaves: { video: { always: ['understates'] } } },
      // A passing fault that leaves the length out shows the whole file.
      rightOutcomes: [...failedAs('archive_failed'), { status: 'completed' }],
    }),
  },
  {
    name: 'links always dead',
    weight: 0.5,
    allDay: true,
    plan: (draw) => ({
      script: { ...usualTimes(draw), misbehaves: { query: { always: ['dead-link'] } } },
    }),
  },
  {
    name: 'stopped by its owner',
    weight: 2,
    plan: (draw) => ({
      script: { generatingSeconds: between(5, 12, draw('generating')) * hours },
      ownerAction: 'stops',
    }),
  },
  {
    name: 'unknown to the provider',
    weight: 2,
    plan: () => ({ script: {}, ownerAction: 'registers an unknown id' }),
  },
];

const slowScenarios = [
  'completed, registered late',
  'completed, in parts',
  'completed, by several connections',
];

/** Scenarios that end within about three hours: a run of them takes only seconds after the last registration. */
export const quickScenarios: readonly Scenario[] = scenarios.filter(
  ({ name, allDay }) => !allDay && !slowScenarios.includes(name),
);
