import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import type { Json } from '../assembly/template.ts';

/** What the interpreter needs of a state of the definition; the rest passes through untouched. */
interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Seconds?: number;
  readonly SecondsPath?: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Retrier[];
  readonly [field: string]: unknown;
}

interface Retrier {
  readonly IntervalSeconds?: number;
  readonly MaxDelaySeconds?: number;
  readonly [field: string]: unknown;
}

export interface Definition {
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}

/** An error that a state fails with: its name is what `Retry` and `Catch` match. */
export class StateError extends Error {
  /** Read by the interpreter: an execution that was ended is neither retried nor caught. */
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  constructor(name: string, cause: string, ended = false) {
    super(cause);
    this.name = name;
    this.isRetryable = !ended;
    this.isCatchable = !ended;
  }
}

export interface StateMachineDeps {
  /** Runs a Task: `resource` is what stands in the definition, with the state's processed input. */
  readonly act: (resource: string, input: Json, stateName: string, signal: AbortSignal) => Promise<Json>;
  /** Waits the definition's seconds, or until the signal. Never rejects. */
  readonly wait: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** The definition's seconds that pass in a real one. */
  readonly speed: number;
}

/** Longest time-out of a timer, in seconds. */
const maxWait = Math.floor((2 ** 31 - 1) / 1000);

/**
 * The definition as the interpreter can run it fast. Its Waits take whole seconds only, and neither they nor retries
 * know of a faster clock: so a Wait becomes a Task that waits, and retry intervals are divided. The time-outs of Tasks
 * stay, as functions run in real time.
 */
const adapted = (definition: Definition, speed: number): StateMachineDefinition => {
  const states = Object.entries(definition.States).map(([name, state]) => {
    if (state.Type === 'Wait') {
      const { Seconds, SecondsPath, Timestamp, TimestampPath, ...rest } = state;
      if (Timestamp !== undefined || TimestampPath !== undefined) {
        throw new Error(`"${name}": the local cloud knows no Wait for a timestamp`);
      }
      return [name, { ...rest, Type: 'Task', Resource: 'wait', TimeoutSeconds: maxWait }];
    }
    const Retry = state.Retry?.map((retrier) => ({
      ...retrier,
      IntervalSeconds: (retrier.IntervalSeconds ?? 1) / speed,
      ...(retrier.MaxDelaySeconds !== undefined && { MaxDelaySeconds: retrier.MaxDelaySeconds / speed }),
    }));
    return [name, { ...state, ...(Retry && { Retry }) }];
  });
  const { TimeoutSeconds, ...rest } = definition;
  const timeout = TimeoutSeconds === undefined ? undefined : TimeoutSeconds / speed;
  return {
    ...rest,
    States: Object.fromEntries(states),
    ...(timeout !== undefined && timeout < maxWait && { TimeoutSeconds: timeout }),
  } as unknown as StateMachineDefinition;
};

const secondsOf = (state: State, input: Json): number => {
  if (state.Seconds !== undefined) return state.Seconds;
  const path = /^\$\.([A-Za-z_]\w*)$/.exec(state.SecondsPath ?? '')?.[1];
  const fields = input as { readonly [name: string]: Json } | null;
  const seconds = path === undefined ? undefined : fields?.[path];
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0) {
    throw new StateError('States.Runtime', `No whole number of seconds at ${state.SecondsPath}`, true);
  }
  return seconds;
};

/** What happens in an execution, in order, reported shortly afterwards. */
export interface StateProgress {
  /** `type` is the one that the definition gives the state. */
  readonly onEntered?: (stateName: string, type: string, input: Json) => void;
  /** A Task is run once more after a failure. */
  readonly onRetried?: (stateName: string) => void;
  readonly onFailed?: (stateName: string, error: string) => void;
}

/** One state machine. Executions share nothing but the definition. */
export class LocalStateMachine {
  readonly definition: Definition;
  readonly #machine: StateMachine;
  readonly #surroundings: StateMachineDeps;

  constructor(definition: Definition, surroundings: StateMachineDeps) {
    this.definition = definition;
    this.#surroundings = surroundings;
    const options = { validationOptions: { noValidate: true } };
    this.#machine = new StateMachine(adapted(definition, surroundings.speed), options);
  }

  /**
   * Runs one execution to its end, or until `signal` is aborted. Resolves to the output.
   * Rejects with a `StateError` that says why the execution failed, or with the signal's reason.
   */
  async run(input: Json, context: object, signal: AbortSignal, progress: StateProgress = {}): Promise<Json> {
    const handlers = Object.entries(this.definition.States).map(([name, state]) => [
      name,
      (processed: Json) => this.#enter(name, state, processed, signal),
    ]);
    const run = this.#machine.run(input as never, {
      overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
      context: { ...context, State: { Name: '', EnteredTime: new Date(0).toISOString(), RetryCount: 0 } },
    });
    const stop = () => run.abort();
    signal.addEventListener('abort', stop, { once: true });
    const reported = this.#report(run.eventLogs, progress);
    try {
      return (await run.result) as Json;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const cause = (error as Error).cause;
      throw cause instanceof Error ? new StateError(cause.name, cause.message) : error;
    } finally {
      signal.removeEventListener('abort', stop);
      await reported;
    }
  }

  async #enter(name: string, state: State, input: Json, signal: AbortSignal): Promise<Json> {
    if (signal.aborted) throw new StateError('ExecutionAborted', 'The execution was ended', true);
    if (state.Type === 'Wait') {
      await this.#surroundings.wait(secondsOf(state, input), signal);
      return input;
    }
    return this.#surroundings.act(state.Resource ?? '', input, name, signal);
  }

  async #report(
    events: AsyncIterable<{ readonly type: string }>,
    { onEntered, onRetried, onFailed }: StateProgress,
  ): Promise<void> {
    for await (const event of events) {
      const {
        type,
        state,
        Error: error,
      } = event as {
        readonly type: string;
        readonly state?: { readonly name: string; readonly input: Json };
        readonly Error?: string;
      };
      const kind = state ? (this.definition.States[state.name]?.Type ?? '') : '';
      if (type === 'StateEntered' && state) onEntered?.(state.name, kind, state.input);
      if (type === 'StateRetried' && state) onRetried?.(state.name);
      if (type === 'StateFailed' && state) onFailed?.(state.name, error ?? '');
    }
  }
}
