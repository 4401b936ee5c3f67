import type { Intercept, Service, ServiceCall } from '../../cloud/endpoint/intercept.ts';
import { chance, choose } from '../../provider/chance.ts';
import { identityOf, taskOf } from './call-identity.ts';
import type { FaultCounter } from './fault-counter.ts';
import { type Fault, faultsOf } from './faults.ts';

/** While it lasts, every call that it affects goes wrong in the same way. */
export interface Outage extends Fault {
  readonly service: Service;
  /** The function, if the service is Lambda. */
  readonly resource?: string;
}

export interface FaultPlanOptions {
  readonly seed: number | string;
  /** Of the calls to each service; 0 for a service that is left out. */
  readonly shares: Readonly<Partial<Record<Service, number>>>;
  /** Share of steps during which the task's execution is killed. */
  readonly kills?: number;
  /** Share of tasks whose functions are throttled most of the time, as in an account whose concurrency is used up. */
  readonly crowdedTasks?: number;
  /** Ends a running execution of a task, while the function that it invoked works on. Returns whether there was one. */
  readonly kill?: (taskId: string) => boolean;
}

/** Share of the invocations for a crowded task that is throttled. */
const crowding = 0.75;
const [crowded] = faultsOf.lambda;

/**
 * Decides by the seed which calls go wrong, and how. A decision depends on what a call is and on how often it has been
 * made, not on the time, so that a run can be repeated as far as the product does the same.
 */
export class FaultPlan {
  readonly #options: FaultPlanOptions;
  readonly #faultCounter: FaultCounter;
  readonly #made = new Map<string, number>();
  readonly #outages = new Set<Outage>();
  #over = false;

  constructor(options: FaultPlanOptions, faultCounter: FaultCounter) {
    this.#options = options;
    this.#faultCounter = faultCounter;
  }

  readonly intercept: Intercept = (call) => {
    const fault = this.#over ? undefined : this.#faultFor(call);
    if (!fault) return undefined;
    this.#faultCounter.count(fault.name);
    return fault.verdict;
  };

  begin(outage: Outage): void {
    this.#outages.add(outage);
  }

  end(outage: Outage): void {
    this.#outages.delete(outage);
  }

  /** From now on nothing goes wrong. */
  stop(): void {
    this.#over = true;
  }

  #faultFor(call: ServiceCall): Fault | undefined {
    for (const outage of this.#outages) if (affects(outage, call)) return outage;
    const { seed, shares, kills = 0 } = this.#options;
    const identity = identityOf(call);
    const number = (this.#made.get(identity) ?? 0) + 1;
    this.#made.set(identity, number);
    if (chance(seed, identity, number, 'is killed') < kills) this.#kill(taskOf(call));
    if (this.#isCrowded(call) && chance(seed, identity, number, 'crowded') < crowding) return crowded;
    if (chance(seed, identity, number) >= (shares[call.service] ?? 0)) return undefined;
    const kinds = faultsOf[call.service].filter((fault) => concerns(fault, call));
    return kinds.length === 0 ? undefined : choose(kinds, seed, identity, number, 'which');
  }

  #kill(task: string | undefined): void {
    if (task !== undefined && this.#options.kill?.(task)) this.#faultCounter.count('execution killed');
  }

  #isCrowded(call: ServiceCall): boolean {
    const { seed, crowdedTasks = 0 } = this.#options;
    const task = taskOf(call);
    return task !== undefined && chance(seed, task, 'is crowded') < crowdedTasks;
  }
}

const concerns = ({ operations }: Fault, { operation }: ServiceCall): boolean =>
  operations === undefined || operations.includes(operation);

const affects = (outage: Outage, call: ServiceCall): boolean =>
  outage.service === call.service &&
  (outage.resource === undefined || outage.resource === call.resource) &&
  concerns(outage, call);
