import type { Cursor } from '../../../lambdas/contract.ts';
import type { Executions } from '../../../lambdas/domain/executions.ts';

/** Remembers what was started and stopped. */
export class MemoryExecutions implements Executions {
  readonly started: Cursor[] = [];
  readonly stopped: Cursor[] = [];

  async start(cursor: Cursor): Promise<void> {
    this.started.push(cursor);
  }

  async stop(cursor: Cursor): Promise<void> {
    this.stopped.push(cursor);
  }
}
