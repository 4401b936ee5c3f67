import type { RightOutcome } from '../provider/ground-truth.ts';
import type { TaskScript } from '../provider/task-script.ts';

/** One task of a run: what happens to it at the provider, and what its owner does. */
export interface PlannedTask {
  /** Counts from 0. */
  readonly number: number;
  readonly scenario: string;
  /** Whose task it is. */
  readonly provider: string;
  readonly script: Partial<TaskScript>;
  readonly serviceTier: 'default' | 'flex';
  readonly giveUpAfterSeconds?: number;
  readonly wantsProcessing: boolean;
  /** Without a callback: its events go to the bus alone. */
  readonly busOnly: boolean;
  /** `stops`: after a while. `retries`: once it has ended. `registers an unknown id`: the provider never had the task. */
  readonly ownerAction: 'waits' | 'stops' | 'retries' | 'registers an unknown id';
  /** Between creation and registration, on the run's clock. */
  readonly registeredAfterSeconds: number;
  /** It takes hours: the others do not wait for it. */
  readonly allDay: boolean;
  /** Set if the script alone does not decide: any of these, because another misbehaviour may be seen last. */
  readonly rightOutcomes?: readonly RightOutcome[];
  /** What the product must make of the provider's words for its failure. */
  readonly rightFailure?: { readonly reason: string; readonly providerCode?: string };
}
