import type { Readable } from 'node:stream';
import { second } from '../../../domain/task/time.ts';
import type { OpenStream } from '../../http/exchange.ts';
import { retryAfterSeconds } from '../../http/retry-after.ts';
import { userAgent } from '../../http/user-agent.ts';
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
  readonly validator?: string;
  readonly contentType?: string;
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

const maxRedirects = 5;
const headersTimeout = 20 * second;
const redirects = new Set([301, 302, 303, 307, 308]);
/** 400 is what object stores answer where the token behind a signed link has expired. */
const staleAnswers = new Set([400, 401, 403, 404, 410]);
/** Anything else in `Content-Encoding` (nothing, `aws-chunked`, `utf-8`) is a store's slip, and the bytes are the file's. */
const codings = /\b(gzip|deflate|compress|br|zstd)\b/i;

type SourceAnswer = Extract<Awaited<ReturnType<OpenStream>>, { kind: 'answer' }>;

/**
 * The file behind a link. Every request, and every hop of a redirect, is one call of the guarded client; nothing but
 * the range is sent with it, the provider's key least of all. Throws `CopyFault` only.
 */
export class VideoSource {
  readonly #open: OpenStream;
  readonly #link: string;
  /** How many requests the link allows, if it says so: some of the provider's do. */
  requestLimit = Number.POSITIVE_INFINITY;

  constructor(open: OpenStream, link: string) {
    this.#open = open;
    this.#link = link;
  }

  async open(wanted: RangeWanted): Promise<OpenedBody> {
    const answer = await this.#ask(wanted, { range: `bytes=${wanted.start}-${wanted.last ?? ''}` });
    const ofUnknown = answer.status === 206 && answer.headers['content-range']?.endsWith('/*');
    if (!ofUnknown || wanted.start > 0) return opened(answer, wanted);
    // It may be the beginning only, of a file whose end nobody tells: the whole of it has an end.
    answer.body.destroy();
    return opened(await this.#ask(wanted, {}), wanted);
  }

  async #ask(wanted: RangeWanted, range: Readonly<Record<string, string>>): Promise<SourceAnswer> {
    const headers = {
      'accept-encoding': 'identity',
      'user-agent': userAgent,
      ...range,
      ...condition(wanted.validator),
    };
    let url = this.#link;
    for (let hop = 0; hop <= maxRedirects; hop++) {
      this.requestLimit = Math.min(this.requestLimit, limitIn(url));
      const answer = await this.#open({
        url,
        headers,
        timeoutMillis: headersTimeout,
        signal: wanted.signal,
      });
      if (answer.kind === 'failure') {
        const kind = answer.failure === 'blocked' ? 'forbidden_link' : 'refused';
        throw new CopyFault(kind, `The source: ${answer.reason}`);
      }
      const location = answer.headers.location;
      if (!redirects.has(answer.status) || location === undefined) return answer;
      answer.body.destroy();
      url = resolve(location, url);
    }
    throw new CopyFault('interrupted', `The source redirects more than ${maxRedirects} times`);
  }
}

const limitIn = (url: string): number => {
  const limit = /[?&]x-tos-max-requests=(\d{1,9})(?:&|#|$)/i.exec(url)?.[1];
  return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
};

const resolve = (location: string, base: string): string => {
  const url = URL.parse(location, base);
  if (!url) throw new CopyFault('interrupted', 'The source redirects to nowhere');
  return url.href;
};

/** A strong ETag, or else the time of the last change: what a range can be made conditional on (RFC 9110 §13.1). */
const validatorOf = (headers: SourceAnswer['headers']): string | undefined =>
  headers.etag?.startsWith('"') ? headers.etag : headers['last-modified'];

const condition = (validator: string | undefined): Record<string, string> => {
  if (validator === undefined) return {};
  return validator.startsWith('"') ? { 'if-match': validator } : { 'if-unmodified-since': validator };
};

const opened = (answer: SourceAnswer, wanted: RangeWanted): OpenedBody => {
  try {
    return accept(answer, wanted);
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
};

const accept = ({ status, headers, body }: SourceAnswer, wanted: RangeWanted): OpenedBody => {
  if (staleAnswers.has(status)) throw new CopyFault('stale_link', `The source answers ${status}`);
  if (status === 412) throw new CopyFault('changed', 'The source has changed');
  if (status === 416) {
    if (wanted.start > 0) throw new CopyFault('changed', 'The source has become shorter');
    throw new CopyFault('not_a_video', 'The source is empty');
  }
  if (status !== 200 && status !== 206) {
    const asked = retryAfterSeconds(headers['retry-after'], Date.now());
    throw new CopyFault('refused', `The source answers ${status}`, {
      ...(asked !== undefined && { retryAfterSeconds: asked }),
    });
  }
  if (codings.test(headers['content-encoding'] ?? '')) {
    throw new CopyFault('interrupted', 'The source answers with an encoding that was not asked for');
  }
  const range = status === 206 ? parseRange(headers['content-range']) : undefined;
  if (status === 206 && range?.start !== wanted.start) {
    throw new CopyFault('interrupted', 'The source sends another range than was asked for');
  }
  const validator = validatorOf(headers);
  const proves = wanted.validator === undefined || wanted.validator === validator;
  if (wanted.start > 0 && (status === 200 || !proves)) {
    body.destroy();
    throw new CopyFault('changed', 'The source no longer sends the rest of the same file');
  }
  const totalBytes = range ? range.total : length(headers['content-length']);
  if (totalBytes === undefined && !/\bchunked\b/i.test(headers['transfer-encoding'] ?? '')) {
    throw new CopyFault('interrupted', 'The source tells neither a length nor an end');
  }
  return {
    body,
    openedAt: performance.now(),
    start: wanted.start,
    ...(totalBytes !== undefined && { totalBytes }),
    resumable: range?.total !== undefined && validator !== undefined,
    ...(validator !== undefined && { validator }),
    ...(headers['content-type'] !== undefined && { contentType: headers['content-type'] }),
  };
};

const length = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;

const parseRange = (value: string | undefined): { start: number; total?: number } | undefined => {
  const match = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(value ?? '');
  if (!match) return undefined;
  const total = length(match[2]);
  return { start: Number(match[1]), ...(total !== undefined && { total }) };
};
