import { chance } from '../provider/chance.ts';
import type { PlannedTask } from './planned-task.ts';
import { type Scenario, scenarios } from './scenarios.ts';

/** Share of the tasks whose owner also asks to be told of the beginning. */
const wantsProcessing = 0.2;

/** The tasks of a run, the same for the same seed. Those that take all day come first, so that nobody waits for them. */
export const taskMix = (
  seed: number | string,
  count: number,
  from: readonly Scenario[] = scenarios,
): PlannedTask[] => {
  const sum = from.reduce((total, role) => total + role.weight, 0);
  const parts = Array.from({ length: count }, (_, number): PlannedTask => {
    const draw = (what: string): number => chance(seed, 'part', number, what);
    const role = roleAt(from, draw('role') * sum);
    return {
      number,
      scenario: role.name,
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

const roleAt = (from: readonly Scenario[], point: number): Scenario => {
  let left = point;
  for (const role of from) {
    left -= role.weight;
    if (left < 0) return role;
  }
  throw new RangeError('A run needs at least one role');
};
