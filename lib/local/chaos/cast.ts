import { chance } from '../provider/chance.ts';
import type { Fate } from '../provider/fate.ts';
import type { RightOutcome } from '../provider/truth.ts';
import { type Role, roles } from './roles.ts';

/** One task of a run: what becomes of it at the provider, and what its owner does. */
export interface Part {
  /** Counts from 0. */
  readonly number: number;
  readonly role: string;
  readonly fate: Partial<Fate>;
  readonly serviceTier: 'default' | 'flex';
  readonly giveUpAfterSeconds?: number;
  readonly wantsProcessing: boolean;
  /** `stopped`: the owner stops it after a while. `unknown`: the provider never heard of its id. */
  readonly conduct: 'followed' | 'stopped' | 'unknown';
  /** Between creation and registration, on the run's clock. */
  readonly registeredAfterSeconds: number;
  /** It takes so long that the others do not wait for it. */
  readonly allDay: boolean;
  /** Where the fate alone does not tell: any of these, as misbehaviour of another kind may be what is seen last. */
  readonly rightOutcomes?: readonly RightOutcome[];
}

/** Share of the tasks whose owner also asks to be told of the beginning. */
const wantsProcessing = 0.2;

/** The tasks of a run, the same for the same seed. Those that take all day come first, so that nobody waits for them. */
export const castOf = (seed: number | string, count: number, from: readonly Role[] = roles): Part[] => {
  const sum = from.reduce((total, role) => total + role.weight, 0);
  const parts = Array.from({ length: count }, (_, number): Part => {
    const draw = (what: string): number => chance(seed, 'part', number, what);
    const role = roleAt(from, draw('role') * sum);
    return {
      number,
      role: role.name,
      serviceTier: 'default',
      conduct: 'followed',
      registeredAfterSeconds: 0,
      allDay: role.allDay ?? false,
      wantsProcessing: draw('events') < wantsProcessing,
      ...role.play(draw),
    };
  });
  return [...parts.filter(({ allDay }) => allDay), ...parts.filter(({ allDay }) => !allDay)];
};

const roleAt = (from: readonly Role[], point: number): Role => {
  let left = point;
  for (const role of from) {
    left -= role.weight;
    if (left < 0) return role;
  }
  throw new RangeError('A run needs at least one role');
};
