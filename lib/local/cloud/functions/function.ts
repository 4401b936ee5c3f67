import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Json } from '../assembly/template.ts';
import type { FaultVerdict, Intercept } from '../endpoint/intercept.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import { exited, InvocationError, throttled } from './function-error.ts';
import type { WorkerStart } from './worker-messages.ts';

export interface FunctionSettings {
  /** Its short name, e.g. `query-task`. */
  readonly name: string;
  readonly arn: string;
  readonly start: WorkerStart;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency?: number;
  /** Workers at most: further invocations wait. */
  readonly maxWorkers: number;
  /** Called before a second and every further worker is started. */
  readonly mayGrow: () => boolean;
  readonly intercept: Intercept;
  /** Has the clock run slowly until it is let go. */
  readonly hold: () => () => void;
}

/** Real milliseconds after which an invocation does not work but waits for somebody else, so that time may fly again. */
const holdMillis = { waitingForWorker: 5_000, running: 1_000 } as const;

/** After this wait, an invocation starts another worker, if the limit allows. */
const growAfterMillis = 150;

interface Waiting {
  readonly take: (worker: ExecutionEnvironment) => void;
  readonly giveUp: (error: InvocationError) => void;
}

const closed = () => new InvocationError('Lambda.ServiceException', 'The local cloud is closed');

/** A Lambda function: invocations, and the workers that they run in. Workers stay warm. */
export class LocalFunction extends EventEmitter<{ line: [string]; escape: [string] }> {
  readonly name: string;
  readonly arn: string;
  readonly #settings: FunctionSettings;
  readonly #workers = new Set<ExecutionEnvironment>();
  readonly #waiting: Waiting[] = [];
  #growing: NodeJS.Timeout | undefined;
  #concurrent = 0;
  #closed = false;

  constructor(settings: FunctionSettings) {
    super();
    this.name = settings.name;
    this.arn = settings.arn;
    this.#settings = settings;
  }

  get workers(): number {
    return this.#workers.size;
  }

  /** Resolves to what the function answers. Rejects with an `InvocationError`. Time does not fly while it works. */
  async invoke(payload: Json, { holdsClock = true } = {}): Promise<Json> {
    if (this.#closed) throw closed();
    if (this.#concurrent >= (this.#settings.reservedConcurrency ?? Number.POSITIVE_INFINITY))
      throw throttled();
    this.#concurrent++;
    const letGo = holdsClock ? this.#settings.hold() : () => undefined;
    const waiting = setTimeout(letGo, holdMillis.waitingForWorker);
    try {
      const call = { service: 'lambda', operation: 'Invoke', resource: this.name, request: payload } as const;
      return await this.#carryOut(await this.#settings.intercept(call), payload, letGo);
    } finally {
      clearTimeout(waiting);
      letGo();
      this.#concurrent--;
    }
  }

  /** Gives up a worker that does nothing, unless it is the last. */
  retire(): boolean {
    const idle = [...this.#workers].findLast((worker) => !worker.busy);
    if (!idle || this.#workers.size < 2) return false;
    this.#workers.delete(idle);
    void idle.kill();
    return true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#growing);
    // A waiting invocation would keep a timer of the state machine, and so the process, alive.
    for (const { giveUp } of this.#waiting.splice(0)) giveUp(closed());
    await Promise.all([...this.#workers].map((worker) => worker.kill()));
    this.removeAllListeners();
  }

  async #carryOut(verdict: FaultVerdict, payload: Json, letGo: () => void): Promise<Json> {
    if (!verdict) return this.#run(payload, letGo);
    if ('delayMillis' in verdict) {
      await delay(verdict.delayMillis);
      return this.#run(payload, letGo);
    }
    if ('crashAfterMillis' in verdict) return this.#run(payload, letGo, verdict.crashAfterMillis);
    const when = 'drop' in verdict ? verdict.drop : verdict.fail;
    const dies = 'worker' in verdict && verdict.worker === 'dies';
    if (when !== 'before') await this.#run(payload, letGo).catch(() => undefined);
    if (dies) await [...this.#workers].find((worker) => !worker.busy)?.kill();
    if ('drop' in verdict) throw new InvocationError('Lambda.SdkClientException', 'The connection was cut');
    throw new InvocationError(verdict.error, verdict.message ?? 'Broken on purpose');
  }

  async #run(payload: Json, letGo: () => void, crashAfterMillis?: number): Promise<Json> {
    const worker = await this.#acquire();
    const requestId = crypto.randomUUID();
    const timeoutMillis = this.#settings.timeoutSeconds * 1000;
    let crash: NodeJS.Timeout | undefined;
    let running: NodeJS.Timeout | undefined;
    try {
      await worker.load();
      if (crashAfterMillis !== undefined) crash = setTimeout(() => void worker.kill(), crashAfterMillis);
      running = setTimeout(letGo, holdMillis.running);
      return await worker.run({ event: JSON.stringify(payload), requestId, timeoutMillis });
    } catch (error) {
      const failure = error instanceof InvocationError ? error : exited(requestId, String(error));
      this.#logFailure(failure);
      throw failure;
    } finally {
      clearTimeout(crash);
      clearTimeout(running);
      this.#release(worker);
    }
  }

  #logFailure({ name, reason }: InvocationError): void {
    this.emit(
      'line',
      JSON.stringify({ level: 'ERROR', message: 'The invocation failed', error: name, reason }),
    );
  }

  #acquire(): Promise<ExecutionEnvironment> {
    const idle = [...this.#workers].find((worker) => !worker.busy && !worker.dead);
    if (idle) {
      idle.busy = true;
      return Promise.resolve(idle);
    }
    if (this.#closed) return Promise.reject(closed());
    return new Promise((take, giveUp) => {
      this.#waiting.push({ take, giveUp });
      if (this.#workers.size === 0) this.#grow();
      else this.#growLater();
    });
  }

  #release(worker: ExecutionEnvironment): void {
    worker.busy = false;
    if (worker.dead) this.#workers.delete(worker);
    const next = this.#waiting.shift();
    if (!next) return;
    if (worker.dead) {
      this.#waiting.unshift(next);
      this.#grow();
      return;
    }
    worker.busy = true;
    next.take(worker);
  }

  /** Starts a worker for the invocation that has waited longest. */
  #grow(): void {
    const next = this.#waiting.shift();
    if (!next) return;
    const worker = new ExecutionEnvironment(this.#settings);
    worker.busy = true;
    worker.on('line', (line) => this.emit('line', line));
    worker.on('escape', (host) => this.emit('escape', host));
    worker.on('died', () => {
      if (!worker.busy) this.#workers.delete(worker);
    });
    this.#workers.add(worker);
    next.take(worker);
  }

  #growLater(): void {
    if (this.#growing || this.#workers.size >= this.#settings.maxWorkers) return;
    this.#growing = setTimeout(() => {
      this.#growing = undefined;
      if (this.#waiting.length === 0) return;
      // One after the other: a worker that is being loaded takes a core, and may be enough.
      const loading = [...this.#workers].some((worker) => !worker.loaded);
      if (!loading && this.#workers.size < this.#settings.maxWorkers && this.#settings.mayGrow())
        this.#grow();
      if (this.#waiting.length > 0) this.#growLater();
    }, growAfterMillis);
  }
}
