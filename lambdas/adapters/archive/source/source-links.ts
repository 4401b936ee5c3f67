import { isUtf8 } from 'node:buffer';
import { asSent } from '../../../domain/callbacks/outgoing-url.ts';
import { CopyFault } from '../copy/copy-fault.ts';
import type { SourceAnswer } from './source-answer.ts';

/** 300 too: hosts that name several places put the one they prefer into `Location` (RFC 9110 §15.4.1). */
const redirects = new Set([300, 301, 302, 303, 307, 308]);

const isAbsolute = /^https?:\/\/[^\s\\]+$/i;

/**
 * A link as the guard and HTTP want it: spaces and letters beyond ASCII percent-encoded, no fragment. What needs no
 * encoding stays as it was given, since its signature may be for just that spelling. A link that is no URL stays as it
 * is, for the guard to refuse.
 */
export const addressOf = (link: string, base?: string): string => {
  const url = URL.parse(link.trim(), base);
  if (!url) return link;
  url.hash = '';
  const text = link.trim();
  return isAbsolute.test(text) ? asSent(text.replace(/#.*$/s, ''), url) : url.href;
};

/** The same address by https; nothing if it is no http address at the usual port. */
export const secureAddressOf = (address: string): string | undefined => {
  const url = URL.parse(address);
  if (url?.protocol !== 'http:' || url.port !== '') return undefined;
  url.protocol = 'https:';
  return url.href;
};

/** Node reads headers as Latin-1; hosts that put raw text into `Location` mean UTF-8, as browsers assume. */
const asText = (latin1: string): string => {
  const bytes = Buffer.from(latin1, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : latin1;
};

/** Where an answer redirects to; nothing if it is no redirect. */
export const redirectTarget = ({ status, headers }: SourceAnswer, url: string): string | undefined => {
  const { location } = headers;
  if (!redirects.has(status) || location === undefined || location.trim() === '') return undefined;
  const target = asText(location);
  if (!URL.canParse(target.trim(), url))
    throw new CopyFault('interrupted', 'The source redirects to nowhere');
  return addressOf(target, url);
};
