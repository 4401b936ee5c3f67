import { chance, choose } from '../../provider/chance.ts';

/** How a receiver answers a callback; `accepts` is as it should. */
export const receiverBehaviours = {
  accepts: 'answers 204',
  fails: 'answers 500',
  throttles: 'answers 429 with Retry-After',
  redirects: 'redirects',
  resets: 'cuts the connection',
  babbles: 'answers 500 with a body that does not end',
  hangs: 'never answers',
  'is late': 'answers 204 after our time-out',
  'is gone': 'answers 410',
} as const;
export type ReceiverBehaviour = keyof typeof receiverBehaviours;

/** Slow ones are rare: each keeps a function busy for 15 real seconds. */
const passing: readonly ReceiverBehaviour[] = [
  ...['fails', 'throttles', 'redirects', 'resets', 'babbles'].flatMap((name) => Array(6).fill(name)),
  'hangs',
  'is late',
];

/** Share of tasks whose receiver answers 410 to everything. */
const goneShare = 0.01;
/** After this many requests for a task, its receiver behaves: 0+5s+5m+30m+2h = 2 h 35 m of attempts. */
const maxMisbehaviours = 4;

/** Decides by the seed how a receiver behaves. `number` counts the requests for a task from 1. */
export type ReceiverPlan = (taskId: string, number: number) => ReceiverBehaviour;

/** `rate` is the share of requests that misbehave. */
export const receiverPlan =
  (seed: number | string, rate: number): ReceiverPlan =>
  (taskId, number) => {
    if (rate > 0 && chance(seed, taskId, 'receiver is gone') < goneShare) return 'is gone';
    if (number > maxMisbehaviours || chance(seed, taskId, 'receiver', number) >= rate) return 'accepts';
    return choose(passing, seed, taskId, 'receiver', number, 'which');
  };
