import type { Readable } from 'node:stream';
import type { OpenStream } from '../../http/exchange.ts';
import { retryAfterSeconds } from '../../http/retry-after.ts';
import { CopyFault } from '../copy/copy-fault.ts';

/** Part of a file, as a source sends it. */
export interface OpenedBody {
  readonly body: Readable;
  /** Offset of the body's first byte in the file. */
  readonly start: number;
  /** Of the whole file. */
  readonly totalBytes?: number;
  /** The source sends ranges, and can prove that they belong to one file. */
  readonly resumable: boolean;
  /** The answer neither says a length nor marks its end: nothing shows whether it was cut off. */
  readonly endUnknown?: boolean;
  readonly validator?: string;
  readonly contentType?: string;
  /** `Content-Encoding`, which many hosts set on bytes that are not encoded. */
  readonly encoding?: string;
  /** When the answer came, by `performance.now()`. */
  readonly openedAt: number;
}

export interface RangeWanted {
  readonly start: number;
  /** Offset of the last byte wanted; absent: to the end. */
  readonly last?: number;
  /** The file that the range must belong to. */
  readonly validator?: string;
  readonly signal: AbortSignal;
}

export type SourceReply = Awaited<ReturnType<OpenStream>>;
export type SourceAnswer = Extract<SourceReply, { kind: 'answer' }>;

/** 400 is what object stores answer if the token behind a signed link has expired. */
const staleAnswers = new Set([400, 401, 403, 404, 410]);
/** A proxy that changed something on the way answers 203 (RFC 9110 §15.3.4), hosts that make the file on request 201 or 226. */
const wholeAnswers = new Set([200, 201, 203, 226]);
/** Success without a body, whatever the headers say. */
const emptyAnswers = new Set([204, 205]);
/** Answers that have nothing to do with what was asked for: the file is gone, or the host is busy. */
const otherRefusals = new Set([410, 429, 503]);
/** Failures that a host or the firewall before it may answer a `Range` with. */
const rangeFailures: ReadonlySet<string> = new Set([
  'connection_reset',
  'timeout',
  'bad_answer',
  'unreachable',
]);

interface ContentRange {
  readonly start: number;
  readonly last: number;
  readonly total?: number;
}

const numberIn = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;

/** `bytes 0-9/10`, in the spellings that are met: any case, `=` or `:` in place of the space, no unit at all. */
const parseRange = (value: string | undefined): ContentRange | undefined => {
  const match = /^\s*(?:bytes)?\s*[=:]?\s*(\d{1,15})\s*-\s*(\d{1,15})\s*\/\s*(\d{1,15}|\*)\s*$/i.exec(
    value ?? '',
  );
  if (!match) return undefined;
  const total = numberIn(match[3]);
  return { start: Number(match[1]), last: Number(match[2]), ...(total !== undefined && { total }) };
};

const isChunked = (headers: SourceAnswer['headers']): boolean =>
  /\bchunked\b/i.test(headers['transfer-encoding'] ?? '');

/** Of the body. If it is chunked, a Content-Length counts for nothing (RFC 9112 §6.3). */
const bodyLength = (headers: SourceAnswer['headers']): number | undefined =>
  isChunked(headers) ? undefined : numberIn(headers['content-length']);

/** A 206 that is the whole file, from its first byte to its last. */
const coversAll = ({ headers }: SourceAnswer): boolean => {
  const range = parseRange(headers['content-range']);
  if (range?.start !== 0 || range.last + 1 !== range.total) return false;
  const bytes = bodyLength(headers);
  return bytes === undefined || bytes === range.total;
};

/** The answer to `bytes=0-` may refuse the range only, has nothing in it, or is not provably the whole file. */
export const isBadlyRanged = (answer: SourceReply): boolean => {
  if (answer.kind === 'failure') return rangeFailures.has(answer.failure);
  const { status, headers } = answer;
  if (status === 206) return !coversAll(answer);
  if (status >= 400) return !otherRefusals.has(status) && headers['retry-after'] === undefined;
  return emptyAnswers.has(status) || (wholeAnswers.has(status) && bodyLength(headers) === 0);
};

/** A strong ETag, or else the time of the last change: what a range can be made conditional on (RFC 9110 §13.1). */
const validatorOf = (headers: SourceAnswer['headers']): string | undefined =>
  headers.etag?.startsWith('"') ? headers.etag : headers['last-modified'];

/** What an answer brings. Throws `CopyFault`, with the body destroyed, if that is not what was wanted. */
export const readAnswer = (answer: SourceAnswer, wanted: RangeWanted, ranged: boolean): OpenedBody => {
  try {
    return accept(answer, wanted, ranged);
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
};

const refuse = ({ status, headers }: SourceAnswer, wanted: RangeWanted): void => {
  if (staleAnswers.has(status)) throw new CopyFault('stale_link', `The source answers ${status}`);
  if (status === 412) throw new CopyFault('changed', 'The source has changed');
  if (status === 416 && wanted.start > 0) throw new CopyFault('changed', 'The source has become shorter');
  if (status === 416 || emptyAnswers.has(status)) throw new CopyFault('not_a_video', 'The source is empty');
  if (status === 206 || wholeAnswers.has(status)) return;
  const seconds = retryAfterSeconds(headers['retry-after'], Date.now());
  throw new CopyFault('refused', `The source answers ${status}`, {
    ...(seconds !== undefined && { retryAfterSeconds: seconds }),
  });
};

const accept = (answer: SourceAnswer, wanted: RangeWanted, ranged: boolean): OpenedBody => {
  refuse(answer, wanted);
  const { status, headers, body } = answer;
  const range = status === 206 ? parseRange(headers['content-range']) : undefined;
  // Hosts that answer 206 to every request send the whole file if no range was asked for, unless they say otherwise.
  const isRange = status === 206 && (ranged || coversAll(answer));
  if (isRange ? range?.start !== wanted.start : (range?.start ?? 0) > 0) {
    throw new CopyFault('interrupted', 'The source sends another range than was asked for');
  }
  const validator = validatorOf(headers);
  const proves = wanted.validator === undefined || wanted.validator === validator;
  if (wanted.start > 0 && (!isRange || !proves)) {
    throw new CopyFault('changed', 'The source no longer sends the rest of the same file');
  }
  // What contradicts itself says no length: the file has to show that it is whole.
  const isSure = isRange || range === undefined;
  const totalBytes = isRange ? range?.total : isSure ? bodyLength(headers) : undefined;
  return {
    body,
    openedAt: performance.now(),
    start: wanted.start,
    ...(totalBytes !== undefined && { totalBytes }),
    resumable: ranged && range?.total !== undefined && validator !== undefined,
    ...(totalBytes === undefined && (!isSure || !isChunked(headers)) && { endUnknown: true }),
    ...(validator !== undefined && { validator }),
    ...(headers['content-type'] !== undefined && { contentType: headers['content-type'] }),
    ...(headers['content-encoding'] !== undefined && { encoding: headers['content-encoding'] }),
  };
};
