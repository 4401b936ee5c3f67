import type { FunctionFailure } from './worker-messages.ts';

/**
 * An invocation that failed. `name` is what Step Functions sees: the name of the function's error, `Sandbox.Timedout`,
 * `Runtime.ExitError`, or `Lambda.` and the name of an error of the service itself.
 */
export class InvocationError extends Error {
  /** The error's own message; `message` is the whole of it as JSON, as Step Functions gives it for a cause. */
  readonly reason: string;

  constructor(name: string, reason: string, trace: readonly string[] = []) {
    super(JSON.stringify({ errorType: name, errorMessage: reason, trace }));
    this.name = name;
    this.reason = reason;
  }

  static of({ errorType, errorMessage, trace }: FunctionFailure): InvocationError {
    return new InvocationError(errorType, errorMessage, trace);
  }
}

/** More invocations at once than are reserved for the function. */
export const throttled = () => new InvocationError('Lambda.TooManyRequestsException', 'Rate Exceeded.');

export const timeoutError = (requestId: string, seconds: number) =>
  new InvocationError(
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  );

export const exited = (requestId: string, reason: string) =>
  new InvocationError('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited: ${reason}`);
