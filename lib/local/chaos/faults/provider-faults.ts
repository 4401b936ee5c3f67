import { type Misbehaviour, nameOf } from '../../provider/misbehaviours.ts';
import { harmlessVariations, type Plan, passing, seededPlan } from '../../provider/plan.ts';
import type { FaultCounter } from './fault-counter.ts';

/** Each keeps a function busy until its time-out, for real seconds: rare, so that the machine is not overloaded. */
const slow: ReadonlySet<string> = new Set(['hang', 'stall', 'endless', 'stall-video', 'hang-video']);
/** How much more often each of the others occurs. */
const preference = 6;

const mostlyQuick = (all: readonly Misbehaviour[]): Misbehaviour[] =>
  all.flatMap((one) => Array(slow.has(nameOf(one)) ? 1 : preference).fill(one) as Misbehaviour[]);

const usual = { query: mostlyQuick(passing.query), video: mostlyQuick(passing.video) };
const harmless = new Set(harmlessVariations.map(nameOf));

/** Random temporary misbehaviour of the provider. Counted, except for harmless variations. */
export const providerPlan = (seed: number | string, rate: number, faultCounter: FaultCounter): Plan => {
  const plan = seededPlan(seed, rate, usual);
  return (request) => {
    const misbehaviours = plan(request);
    for (const one of misbehaviours) {
      const of = request.kind === 'video' ? 'video host' : 'provider';
      if (!harmless.has(nameOf(one))) faultCounter.count(`${of}: ${nameOf(one)}`);
    }
    return misbehaviours;
  };
};
