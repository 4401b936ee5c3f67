import { chance } from '../provider/chance.ts';
import type { PlannedTask } from './planned-task.ts';
import { type Scenario, scenarios } from './scenarios.ts';

/** Share of the tasks whose owner also wants `video.processing`. */
const wantsProcessing = 0.2;

/** The tasks of a run, the same for the same seed. Those that take all day come first, so that nothing waits for them. */
export const taskMix = (
  seed: number | string,
  count: number,
  from: readonly Scenario[] = scenarios,
): PlannedTask[] => {
  const sum = from.reduce((total, scenario) => total + scenario.weight, 0);
  const plannedTasks = Array.from({ length: count }, (_, number): PlannedTask => {
    const draw = (what: string): number => chance(seed, 'task', number, what);
    const scenario = scenarioAt(from, draw('scenario') * sum);
    return {
      number,
      scenario: scenario.name,
      serviceTier: 'default',
      ownerAction: 'waits',
      registeredAfterSeconds: 0,
      allDay: scenario.allDay ?? false,
      wantsProcessing: draw('events') < wantsProcessing,
      ...scenario.plan(draw),
    };
  });
  return [...plannedTasks.filter(({ allDay }) => allDay), ...plannedTasks.filter(({ allDay }) => !allDay)];
};

const scenarioAt = (from: readonly Scenario[], point: number): Scenario => {
  let left = point;
  for (const scenario of from) {
    left -= scenario.weight;
    if (left < 0) return scenario;
  }
  throw new RangeError('A run needs at least one scenario');
};
