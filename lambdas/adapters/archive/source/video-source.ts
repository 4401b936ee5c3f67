import type { OpenStream } from '../../http/exchange.ts';
import { plainUserAgent, userAgent } from '../../http/user-agent.ts';
import { CopyFault } from '../copy/copy-fault.ts';
import { HopCookies } from './hop-cookies.ts';
import {
  isBadlyRanged,
  type OpenedBody,
  type RangeWanted,
  readAnswer,
  type SourceAnswer,
  type SourceReply,
} from './source-answer.ts';
import { addressOf, redirectTarget, secureAddressOf } from './source-links.ts';

/** As many as browsers follow; some CDNs send five or six. */
const maxRedirects = 20;

/**
 * The file behind a link. Every request, and every hop of a redirect, is one call of the guarded client; nothing but
 * the range is sent with it: a provider's key, only by `withFileKey`. Throws `CopyFault` only.
 */
export class VideoSource {
  readonly #open: OpenStream;
  readonly #link: string;
  readonly #headersMillis: number;
  /** How many requests the link allows, if it says so: some of the provider's do. */
  requestLimit = Number.POSITIVE_INFINITY;

  constructor(open: OpenStream, link: string, headersMillis: number) {
    this.#open = open;
    this.#link = addressOf(link);
    this.#headersMillis = headersMillis;
  }

  async open(wanted: RangeWanted): Promise<OpenedBody> {
    const answer = await this.#request(wanted, {
      'accept-encoding': 'identity',
      'user-agent': userAgent,
      range: `bytes=${wanted.start}-${wanted.last ?? ''}`,
      ...condition(wanted.validator),
    });
    const again = wanted.start === 0 && isBadlyRanged(answer) && !wanted.signal.aborted;
    if (!again) return readAnswer(given(answer), wanted, true);
    // Some hosts answer every `Range` badly, or sign links for requests without one. The whole file needs none, and firewalls
    // let through what looks like a browser's request.
    if (answer.kind === 'answer') answer.body.destroy();
    const plain = await this.#request(wanted, { 'user-agent': plainUserAgent });
    return readAnswer(given(plain), wanted, false);
  }

  async #request(wanted: RangeWanted, own: Readonly<Record<string, string>>): Promise<SourceReply> {
    // Some firewalls refuse requests without `accept`.
    const headers = { accept: '*/*', ...own };
    const cookies = new HopCookies();
    let url = this.#link;
    for (let hop = 0; hop <= maxRedirects; hop++) {
      this.requestLimit = Math.min(this.requestLimit, limitIn(url));
      const send = (address: string) =>
        this.#open({
          url: address,
          headers: { ...headers, ...cookies.headerFor(address) },
          timeoutMillis: this.#headersMillis,
          signal: wanted.signal,
        });
      let answer = await send(url);
      const secure = secureAddressOf(url);
      // Most hosts that name http for a file have it by https too. The guard decides on both.
      if (answer.kind === 'failure' && answer.failure === 'blocked' && secure !== undefined) {
        url = secure;
        answer = await send(url);
      }
      if (answer.kind === 'failure') return answer;
      cookies.keep(url, answer.headers['set-cookie']);
      const target = redirectTarget(answer, url);
      if (target === undefined) return answer;
      answer.body.destroy();
      url = target;
    }
    throw new CopyFault('interrupted', `The source redirects more than ${maxRedirects} times`);
  }
}

const given = (reply: SourceReply): SourceAnswer => {
  if (reply.kind === 'answer') return reply;
  const kind = reply.failure === 'blocked' ? 'forbidden_link' : 'refused';
  throw new CopyFault(kind, `The source: ${reply.reason}`);
};

const limitIn = (url: string): number => {
  const limit = /[?&]x-tos-max-requests=(\d{1,9})(?:&|#|$)/i.exec(url)?.[1];
  return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
};

const condition = (validator: string | undefined): Record<string, string> => {
  if (validator === undefined) return {};
  return validator.startsWith('"') ? { 'if-match': validator } : { 'if-unmodified-since': validator };
};
