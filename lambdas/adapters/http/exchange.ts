import type { Readable } from 'node:stream';

/**
 * The shape of one HTTP exchange: one request, one answer, bounded in time and bytes, no redirect ever followed.
 * An exchange never rejects for anything that the other side does: that is a `failure`.
 */
export interface ExchangeRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole exchange, name resolution included. */
  readonly timeoutMillis: number;
  /** What is read of the answer at most; the rest is cut off and the connection closed. */
  readonly maxBodyBytes: number;
}

export const failureClasses = [
  /** Refused by the guard: the URL or an address it resolves to is not allowed. Nothing was dialled. */
  'blocked',
  'name_not_found',
  'connection_refused',
  'connection_reset',
  'tls',
  'timeout',
  'bad_answer',
  'unreachable',
] as const;
export type FailureClass = (typeof failureClasses)[number];

/** Why TLS did not come about. */
export type TlsReason =
  | 'self_signed'
  | 'unknown_authority'
  | 'wrong_name'
  | 'certificate_expired'
  | 'certificate_not_yet_valid'
  | 'certificate_revoked'
  | 'client_certificate'
  | 'http_instead'
  | 'http2_only'
  | 'old_tls'
  | 'handshake_refused';

interface Answer {
  readonly status: number;
  /** Lower-case names; repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export type ExchangeResult =
  | (Answer & {
      readonly kind: 'answer';
      /** More was sent than `maxBodyBytes`. */
      readonly truncated: boolean;
      readonly address: string;
      readonly milliseconds: number;
    })
  | {
      readonly kind: 'failure';
      readonly failure: FailureClass;
      readonly tlsReason?: TlsReason;
      /** An answer had begun: its headers, and what came of its body before the failure. */
      readonly begun?: Answer;
      /** For people; holds nothing secret: no query string, no header. */
      readonly reason: string;
      readonly address?: string;
      readonly milliseconds: number;
    };

export type Exchange = (request: ExchangeRequest) => Promise<ExchangeResult>;

/** The same with the answer's body as a stream, for downloads. The caller must consume or destroy `body`. */
export type OpenStream = (request: {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Until the answer's headers are there. */
  readonly timeoutMillis: number;
  readonly signal?: AbortSignal;
}) => Promise<
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Readable;
      readonly address: string;
    }
  | Extract<ExchangeResult, { kind: 'failure' }>
>;
