import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Json } from '../assembly/template.ts';
import { exited, InvocationError, timeoutError } from './function-error.ts';
import { onLines } from './output-lines.ts';
import { workerBundle } from './worker-bundle.ts';
import type { InvocationRequest, WorkerMessage, WorkerStart } from './worker-messages.ts';

interface Settings {
  readonly start: WorkerStart;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMb: number;
}

/** For loading, in addition to the function's time-out. Lambda gives 10 s; a busy machine needs more. */
const loadMillis = 30_000;
/** Of the function's memory; the rest is Node's own. */
const heapShare = 0.9;
/**
 * Small: at V8's own size, what is promoted in one go can overrun the limit, and then the whole process aborts where
 * only the worker should end.
 */
const youngMb = 8;

/** A worker that runs one invocation at a time. Once it has died it takes no more. */
export class ExecutionEnvironment extends EventEmitter<{ line: [string]; escape: [string]; died: [] }> {
  busy = false;
  dead = false;
  loaded = false;
  readonly #worker: Worker;
  readonly #ready: Promise<void>;
  #settle: ((outcome: Json | InvocationError) => void) | undefined;
  #requestId = '';

  constructor({ start, variables, memoryMb }: Settings) {
    super();
    this.#worker = new Worker(workerBundle(), {
      workerData: start,
      env: { ...variables },
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: Math.floor(memoryMb * heapShare),
        maxYoungGenerationSizeMb: youngMb,
      },
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      onLines(stream, (line) => this.emit('line', line));
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#ready = promise;
    this.#ready.catch(() => undefined);
    this.#worker.on('message', (message: WorkerMessage) => {
      switch (message.kind) {
        case 'ready':
          this.loaded = true;
          return resolve();
        case 'initFailed':
          return reject(InvocationError.of(message.failure));
        case 'escape':
          return this.emit('escape', message.host);
        case 'failed':
          return this.#settle?.(InvocationError.of(message.failure));
        case 'result':
          return this.#settle?.(JSON.parse(message.result) as Json);
      }
    });
    const die = (reason: string) => {
      this.dead = true;
      const error = exited(this.#requestId, reason);
      reject(error);
      this.#settle?.(error);
      this.emit('died');
    };
    this.#worker.on('error', (error) => die(String(error)));
    this.#worker.on('exit', (code) => die(`exit code ${code}`));
  }

  /** Resolves when the function is loaded. Rejects with an `InvocationError`, and is dead then. */
  async load(): Promise<void> {
    const slow = setTimeout(() => void this.kill(), loadMillis);
    try {
      await this.#ready;
    } catch (error) {
      await this.kill();
      throw error;
    } finally {
      clearTimeout(slow);
    }
  }

  /** Runs one invocation, once it is loaded. Rejects with an `InvocationError`, whatever went wrong. */
  async run(request: InvocationRequest): Promise<Json> {
    this.#requestId = request.requestId;
    const outcome = await new Promise<Json | InvocationError>((settle) => {
      const timer = setTimeout(() => {
        this.#settle?.(timeoutError(request.requestId, request.timeoutMillis / 1000));
        void this.kill();
      }, request.timeoutMillis);
      this.#settle = (result) => {
        clearTimeout(timer);
        this.#settle = undefined;
        settle(result);
      };
      if (this.dead) this.#settle(exited(request.requestId, 'before the invocation'));
      else this.#worker.postMessage(request);
    });
    if (outcome instanceof InvocationError) throw outcome;
    return outcome;
  }

  async kill(): Promise<void> {
    this.dead = true;
    await this.#worker.terminate();
  }
}
