import type { ExchangeResult, FailureClass } from './exchange.ts';

/** Ends an exchange: becomes its `failure`. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly failure: FailureClass;

  constructor(failure: FailureClass, reason: string, cause?: unknown) {
    super(reason, { cause });
    this.failure = failure;
  }
}

const byCode: Readonly<Record<string, FailureClass>> = {
  ENOTFOUND: 'name_not_found',
  ENODATA: 'name_not_found',
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  ECONNABORTED: 'connection_reset',
  EPIPE: 'connection_reset',
  ETIMEDOUT: 'timeout',
};

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/**
 * What ended an exchange, by Node's error code. The reason names the code only: Node's own messages may quote what the
 * other side sent.
 */
export const httpFailure = (error: unknown, during: 'connect' | 'tls' | 'http'): HttpFailure => {
  if (error instanceof HttpFailure) return error;
  const code = codeOf(error) ?? 'no code';
  const known = byCode[code];
  if (known) return new HttpFailure(known, `${code} while ${doing[during]}`, error);
  if (during === 'tls') return new HttpFailure('tls', `${code} while agreeing on TLS`, error);
  if (code.startsWith('HPE_')) return new HttpFailure('bad_answer', `${code}: not an HTTP answer`, error);
  return new HttpFailure('unreachable', `${code} while ${doing[during]}`, error);
};

const doing = { connect: 'connecting', tls: 'agreeing on TLS', http: 'talking HTTP' } as const;

export const timeoutFailure = (timeoutMillis: number): HttpFailure =>
  new HttpFailure('timeout', `No complete answer within ${timeoutMillis} ms`);

/** The result of an exchange that failed. */
export const failureResult = (
  failure: HttpFailure,
  address: string | undefined,
  milliseconds: number,
): Extract<ExchangeResult, { kind: 'failure' }> => ({
  kind: 'failure',
  failure: failure.failure,
  reason: failure.message,
  ...(address !== undefined && { address }),
  milliseconds,
});
