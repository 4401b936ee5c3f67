import { EventEmitter } from 'node:events';
import type { Json } from '../assembly/template.ts';
import type { LocalClock } from '../clock/clock.ts';
import { ServiceError } from '../endpoint/aws-json.ts';
import { type LocalStateMachine, StateError } from './state-machine.ts';

export const executionStatuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

export interface Execution {
  readonly name: string;
  readonly arn: string;
  readonly input: string;
  readonly status: ExecutionStatus;
  readonly startedAt: number;
  readonly stoppedAt?: number;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  /** The state it is in, or was in last. */
  readonly state: string;
  /** Events of the history, counted as Step Functions does. */
  readonly historyEvents: number;
  readonly retries: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Running {
  readonly execution: Mutable<Execution>;
  readonly ending: AbortController;
  readonly done: Promise<void>;
}

/** Why an execution was ended from outside. */
interface End {
  readonly status: Exclude<ExecutionStatus, 'RUNNING' | 'SUCCEEDED'>;
  readonly error?: string;
  readonly cause?: string;
}

/** Step Functions' hard limit: an execution that reaches it fails. */
const historyLimit = 25_000;
/** A Task's attempt: scheduled, started, and succeeded or failed. */
const attemptEvents = 3;
/** Events of a state by type; otherwise 2, entered and exited. */
const eventsOf: Readonly<Record<string, number>> = { Task: 2 + attemptEvents, Fail: 1 };
/** Ended executions that are remembered, and whose names are taken. */
const remembered = 20_000;

/** The executions of one state machine. Running ones are lost when the local cloud stops. */
export class LocalExecutions extends EventEmitter<{ changed: [Execution] }> {
  readonly arn: string;
  readonly name: string;
  readonly #machine: LocalStateMachine;
  readonly #clock: LocalClock;
  readonly #running = new Map<string, Running>();
  readonly #ended = new Map<string, Execution>();

  constructor(settings: { name: string; arn: string; machine: LocalStateMachine; clock: LocalClock }) {
    super();
    this.arn = settings.arn;
    this.name = settings.name;
    this.#machine = settings.machine;
    this.#clock = settings.clock;
  }

  /**
   * The same name with the same input while it runs is the same execution. Throws `ExecutionAlreadyExists` for a name
   * that ran before, or runs with another input.
   */
  start(name: string, input: string): Execution {
    const running = this.#running.get(name)?.execution;
    if (running && running.input === input) return running;
    if (running || this.#ended.has(name)) {
      const arn = this.#arnOf(name);
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const execution: Mutable<Execution> = {
      name,
      arn: this.#arnOf(name),
      input,
      status: 'RUNNING',
      startedAt: this.#clock.now(),
      state: '',
      historyEvents: 1,
      retries: 0,
    };
    const ending = new AbortController();
    this.#running.set(name, { execution, ending, done: this.#run(execution, ending) });
    return execution;
  }

  /** Ends a running execution as an operator or a failure would. Does nothing if none of that name runs. */
  async end(name: string, end: End = { status: 'ABORTED' }): Promise<void> {
    const running = this.#running.get(name);
    running?.ending.abort(end);
    await running?.done;
  }

  find(nameOrArn: string): Execution | undefined {
    const name = nameOrArn.split(':').at(-1) ?? '';
    return this.#running.get(name)?.execution ?? this.#ended.get(name);
  }

  /** The time that the executions go by. */
  now(): number {
    return this.#clock.now();
  }

  /** Newest first. */
  list(status?: ExecutionStatus): readonly Execution[] {
    const running = [...this.#running.values()].map(({ execution }) => execution);
    const all = status === 'RUNNING' ? running : [...this.#ended.values(), ...running];
    return all.filter((execution) => status === undefined || execution.status === status).reverse();
  }

  /** Ends what runs, and waits for it. */
  async close(): Promise<void> {
    const running = [...this.#running.values()];
    for (const { ending } of running) ending.abort({ status: 'ABORTED' } satisfies End);
    await Promise.all(running.map(({ done }) => done));
    this.removeAllListeners();
  }

  #arnOf(name: string): string {
    return `${this.arn.replace(':stateMachine:', ':execution:')}:${name}`;
  }

  async #run(execution: Mutable<Execution>, ending: AbortController): Promise<void> {
    // The caller is answered first.
    await new Promise((done) => setImmediate(done));
    this.emit('changed', execution);
    const count = (events: number) => {
      execution.historyEvents += events;
      if (execution.historyEvents < historyLimit) return;
      ending.abort({ status: 'FAILED', error: 'States.Runtime', cause: 'The history is full' } satisfies End);
    };
    try {
      const input = JSON.parse(execution.input) as Json;
      const output = await this.#machine.run(input, this.#context(execution), ending.signal, {
        onEntered: (state, type) => {
          execution.state = state;
          count(eventsOf[type] ?? 2);
          this.emit('changed', execution);
        },
        onRetried: () => {
          execution.retries++;
          count(attemptEvents);
        },
      });
      this.#close(execution, { status: 'SUCCEEDED', output: JSON.stringify(output) });
    } catch (reason) {
      const failure = reason instanceof Error ? { error: reason.name, cause: reason.message } : undefined;
      if (failure) {
        const status = reason instanceof StateError ? 'FAILED' : 'TIMED_OUT';
        this.#close(execution, { status, ...failure });
      } else this.#close(execution, reason as End);
    }
  }

  #close(execution: Mutable<Execution>, end: Partial<Mutable<Execution>>): void {
    Object.assign(execution, end, {
      stoppedAt: this.#clock.now(),
      historyEvents: execution.historyEvents + 1,
    });
    this.#running.delete(execution.name);
    this.#ended.set(execution.name, execution);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > remembered && oldest !== undefined) this.#ended.delete(oldest);
    this.emit('changed', execution);
  }

  #context({ name, arn }: Execution): object {
    return { Execution: { Id: arn, Name: name }, StateMachine: { Id: this.arn, Name: this.name } };
  }
}
