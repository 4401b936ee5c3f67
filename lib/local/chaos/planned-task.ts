import type { RightOutcome } from '../provider/ground-truth.ts';
import type { TaskScript } from '../provider/task-script.ts';

/** One task of a run: what becomes of it at the provider, and what its owner does. */
export interface PlannedTask {
  /** Counts from 0. */
  readonly number: number;
  readonly scenario: string;
  readonly script: Partial<TaskScript>;
  readonly serviceTier: 'default' | 'flex';
  readonly giveUpAfterSeconds?: number;
  readonly wantsProcessing: boolean;
  /** `stopped`: the owner stops it after a while. `unknown`: the provider never heard of its id. */
  readonly ownerAction: 'followed' | 'stopped' | 'unknown';
  /** Between creation and registration, on the run's clock. */
  readonly registeredAfterSeconds: number;
  /** It takes so long that the others do not wait for it. */
  readonly allDay: boolean;
  /** Where the fate alone does not tell: any of these, as misbehaviour of another kind may be what is seen last. */
  readonly rightOutcomes?: readonly RightOutcome[];
}
