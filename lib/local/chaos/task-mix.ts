import { firstProvider } from '../../../lambdas/contract/provider-definition.ts';
import { chance } from '../provider/chance.ts';
import { dialectOf } from '../provider/dialect.ts';
import type { TaskScript } from '../provider/task-script.ts';
import type { PlannedTask } from './planned-task.ts';
import { type Scenario, scenarios } from './scenarios.ts';

/** Share of the tasks whose owner also wants `video.processing`. */
const wantsProcessing = 0.2;
/** Share of the tasks without a callback, if there is a bus. */
const busOnly = 0.1;

/** The tasks of a run, the same for the same seed. Those that take all day come first, so that nothing waits for them. */
export const taskMix = (
  seed: number | string,
  count: number,
  from: readonly Scenario[] = scenarios,
  providers: readonly string[] = [firstProvider],
  eventBus = false,
): PlannedTask[] => {
  const sum = from.reduce((total, scenario) => total + scenario.weight, 0);
  const plannedTasks = Array.from({ length: count }, (_, number): PlannedTask => {
    const draw = (what: string): number => chance(seed, 'task', number, what);
    const scenario = scenarioAt(from, draw('scenario') * sum);
    const plan = scenario.plan(draw);
    const able = providers.filter((provider) => canPlay(provider, plan.script));
    return {
      number,
      scenario: scenario.name,
      provider: able[Math.floor(draw('provider') * able.length)] ?? firstProvider,
      serviceTier: 'default',
      ownerAction: 'waits',
      registeredAfterSeconds: 0,
      allDay: scenario.allDay ?? false,
      wantsProcessing: draw('events') < wantsProcessing,
      busOnly: eventBus && draw('bus only') < busOnly,
      ...plan,
    };
  });
  return [...plannedTasks.filter(({ allDay }) => allDay), ...plannedTasks.filter(({ allDay }) => !allDay)];
};

/**
 * Whether a provider can say how the task ends, and gives its link in the answer that misbehaves. The first one, which is
 * always there, can.
 */
const canPlay = (provider: string, { ends = 'completed', misbehaves }: Partial<TaskScript>): boolean => {
  if (provider === firstProvider) return true;
  const { canSay, definition } = dialectOf(provider);
  const hidesLinks = definition.result !== undefined || definition.file !== undefined;
  return (ends === 'never' || canSay(ends)) && !(hidesLinks && misbehaves?.query?.always);
};

const scenarioAt = (from: readonly Scenario[], point: number): Scenario => {
  let left = point;
  for (const scenario of from) {
    left -= scenario.weight;
    if (left < 0) return scenario;
  }
  throw new RangeError('A run needs at least one scenario');
};
