import { chance, choose } from './chance.ts';
import type { Misbehaviour } from './misbehaviours.ts';
import type { MisbehaviourScript } from './task-script.ts';

export interface SimulatedRequest {
  readonly kind: 'create' | 'query' | 'video';
  readonly taskId: string;
  /** Counts the task's requests of this kind from 1. */
  readonly number: number;
}

/** The misbehaviours of a request, in addition to those of the task's script. */
export type Plan = (request: SimulatedRequest) => readonly Misbehaviour[];

/** The misbehaviours that a task's script sets for a request. */
export const scripted = (
  script: MisbehaviourScript,
  { kind, number }: SimulatedRequest,
): readonly Misbehaviour[] => {
  if (kind === 'create') return script.create ?? [];
  const own = script[kind];
  return [...(own?.always ?? []), ...(own?.[number] ?? [])];
};

/** Temporary misbehaviours: a later poll still shows the actual status. */
export const passing: Readonly<Record<'query' | 'video', readonly Misbehaviour[]>> = {
  query: [
    'login-failed',
    'unauthorized',
    'wrong-path',
    'moved',
    'not-found',
    'not-found-softly',
    'throttled',
    'server-error',
    'bad-gateway',
    'empty',
    'not-json',
    'no-status',
    'unknown-status',
    'hang',
    'stall',
    'reset',
    'cut',
    'endless',
    'other-task',
    'without-link',
    'dead-link',
  ],
  video: [
    'drop',
    'overstates',
    'understates',
    'stall-video',
    'error-page',
    'changes',
    'redirect',
    'redirect-private',
    'forbidden',
    'chunked',
    'no-range',
    'no-etag',
    'bare-206',
    'range-refused',
    'length-and-chunked',
    'says-gzip',
    'gzipped',
    'wide-video-headers',
    'raw-location',
    'empty-file',
    'octet-stream',
    'hang-video',
    'reset-video',
  ],
};

/** Variations that hide nothing: a task may show them in every answer. */
export const harmlessVariations: readonly Misbehaviour[] = [
  'enveloped',
  'synonyms',
  'link-elsewhere',
  'numbers-as-text',
  'error-as-object',
  'absent-fields',
  'progress',
  'reason-elsewhere',
  'final-as-error',
  'not-a-number',
  'byte-order-mark',
  'compressed',
];

/**
 * Random misbehaviour, the same for the same seed. `rate` is the share of requests that misbehave. Every third request
 * of a task does not, so that nothing temporary can look permanent.
 */
export const seededPlan =
  (seed: number | string, rate: number, from: typeof passing = passing): Plan =>
  ({ kind, taskId, number }) => {
    if (kind === 'create') return [];
    const odd =
      chance(seed, taskId, 'odd') < rate ? [choose(harmlessVariations, seed, taskId, 'variation')] : [];
    const shown = kind === 'query' ? odd : [];
    const spared = number % 3 === 0 || chance(seed, taskId, kind, number) >= rate;
    return spared ? shown : [...shown, choose(from[kind], seed, taskId, kind, number, 'which')];
  };
