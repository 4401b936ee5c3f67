/**
 * Fault injection: every request to every local service passes through one `Intercept`.
 */
export const services = [
  'lambda',
  'dynamodb',
  's3',
  'secretsmanager',
  'states',
  'apigateway',
  'events',
] as const;
export type Service = (typeof services)[number];

export interface ServiceCall {
  readonly service: Service;
  /** As the service names it: `PutItem`, `UploadPart`, `StartExecution`, `Invoke`. */
  readonly operation: string;
  /** What it is about: the function's, table's or secret's name, `bucket/key`, the execution's name, the path. */
  readonly resource: string;
  /** The function whose credentials signed it, if any. */
  readonly caller?: string;
  /** The request's parameters, if the service takes JSON; a Lambda's payload; of S3, the upload's id. */
  readonly request?: unknown;
}

/**
 * What becomes of a call; `undefined` lets it proceed.
 * `before`: nothing took effect. `after`: the effect happened, and the caller gets no answer.
 * For a Lambda, `error` ends the invocation under that error name (with `worker` the worker dies too, as in a crash).
 */
export type FaultVerdict =
  | undefined
  | {
      readonly fail: 'before' | 'after';
      /** The error's name in the service's own words, e.g. `ProvisionedThroughputExceededException`, `SlowDown`. */
      readonly error: string;
      /** HTTP status; 500 unless given. */
      readonly status?: number;
      readonly message?: string;
      readonly worker?: 'dies';
    }
  /** The connection is cut: before the request is read, after its effect, or in the middle of the body. */
  | { readonly drop: 'before' | 'after' | 'midway' }
  /** Lambda only: the function's worker dies this many real milliseconds after the handler began. */
  | { readonly crashAfterMillis: number }
  /** Proceeds after this many real milliseconds. */
  | { readonly delayMillis: number };

export type Intercept = (call: ServiceCall) => FaultVerdict | Promise<FaultVerdict>;

export const proceed: Intercept = () => undefined;
