import type { ExchangeResult, FailureClass, TlsReason } from './exchange.ts';

/** Ends an exchange: becomes its `failure`. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly failure: FailureClass;
  readonly tlsReason: TlsReason | undefined;

  constructor(failure: FailureClass, reason: string, cause?: unknown, tlsReason?: TlsReason) {
    super(reason, { cause });
    this.failure = failure;
    this.tlsReason = tlsReason;
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

/** By the codes of Node's certificate check and of OpenSSL's alerts. */
const tlsReasons: Readonly<Record<string, TlsReason>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self_signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'self_signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown_authority',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown_authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown_authority',
  CERT_UNTRUSTED: 'unknown_authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong_name',
  CERT_HAS_EXPIRED: 'certificate_expired',
  CERT_NOT_YET_VALID: 'certificate_not_yet_valid',
  CERT_REVOKED: 'certificate_revoked',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'client_certificate',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'client_certificate',
  ERR_SSL_WRONG_VERSION_NUMBER: 'http_instead',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'http_instead',
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'http2_only',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'old_tls',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'old_tls',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'handshake_refused',
};

/** With TLS 1.3 the client's part is over before the server looks for its certificate. No request is read before it. */
const isLateRefusal = (code: string): boolean => code === 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED';

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
  if (during === 'tls' || isLateRefusal(code)) {
    return new HttpFailure('tls', `${code} while agreeing on TLS`, error, tlsReasons[code]);
  }
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
  begun?: Extract<ExchangeResult, { kind: 'failure' }>['begun'],
): Extract<ExchangeResult, { kind: 'failure' }> => ({
  kind: 'failure',
  failure: failure.failure,
  reason: failure.message,
  ...(failure.tlsReason !== undefined && { tlsReason: failure.tlsReason }),
  ...(begun !== undefined && { begun }),
  ...(address !== undefined && { address }),
  milliseconds,
});
