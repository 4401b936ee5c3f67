import type { ClockSetting } from '../clock/clock.ts';

/** What a worker is started with. */
export interface WorkerStart {
  /** The bundle's file, and the name under which it exports the handler. */
  readonly file: string;
  readonly handlerName: string;
  readonly clock: ClockSetting;
  readonly loopbackOnly: boolean;
  readonly context: {
    readonly functionName: string;
    readonly invokedFunctionArn: string;
    readonly memoryLimitInMB: string;
  };
}

export interface InvocationRequest {
  /** JSON. */
  readonly event: string;
  readonly requestId: string;
  readonly timeoutMillis: number;
}

/** A function's error as Lambda reports it. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'initFailed'; readonly failure: FunctionFailure }
  /** JSON. */
  | { readonly kind: 'result'; readonly result: string }
  | { readonly kind: 'failed'; readonly failure: FunctionFailure }
  /** The function tried to reach this host, and was not let. */
  | { readonly kind: 'escape'; readonly host: string };
