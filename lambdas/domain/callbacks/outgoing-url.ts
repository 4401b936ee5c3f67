import { allowedPorts, specialDomains } from '../../contract/public-hosts.ts';
import { hostMatches } from './host-patterns.ts';

/** Which URLs we may call that are not ours: callbacks, and the links that the provider gives. */
export interface UrlPolicy {
  /** Hosts exempt from the guard: plain http, any port and any address allowed. For private networks and tests. */
  readonly privateHosts: readonly string[];
  /** Host patterns that a URL's host must match; none: any host. */
  readonly allowedHosts?: readonly string[];
  /** Why an IP address, in any textual form, must not be dialled; undefined where it may be. */
  readonly addressRefusal: (address: string) => string | undefined;
}

export type UrlCheck =
  | {
      readonly ok: true;
      readonly url: URL;
      /** The host's name or address, IPv6 without brackets. */
      readonly host: string;
      readonly port: number;
      /** The host is exempt: the addresses that its name resolves to are not judged. */
      readonly exempt: boolean;
    }
  | { readonly ok: false; readonly problem: string };

/** Signed links of object stores, session token included, stay well below. Many servers read no longer request line. */
const maxUrlLength = 16_384;

/** RFC 1123, with the underscore that real hosts carry. */
const hostName = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

const refused = (problem: string): UrlCheck => ({ ok: false, problem });

/**
 * Checks what can be said of a URL without asking for its name's addresses; those are checked when it is called.
 * `problem` is a sentence for the person who gave it.
 */
export const checkOutgoingUrl = (text: string, policy: UrlPolicy): UrlCheck => {
  if (text.length > maxUrlLength) return refused(`The URL is longer than ${maxUrlLength} characters.`);
  // The URL parser drops some of these and repairs others: a receiver's parser may read the same text differently.
  if (/[\s\\\p{Cc}\p{Cf}]/u.test(text))
    return refused('The URL contains a space, a backslash or a control character.');
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text))
    return refused('This is not an absolute https URL.');

  const url = new URL(text);
  const host = hostOf(url);
  const port = portOf(url);
  const exempt = hostMatches({ host, port }, policy.privateHosts);
  const accepted: UrlCheck = { ok: true, url, host, port, exempt };

  if (url.username !== '' || url.password !== '' || /^[^/?#]*\/\/[^/?#]*@/.test(text)) {
    return refused('The URL contains a user name or password.');
  }
  if (
    policy.allowedHosts &&
    policy.allowedHosts.length > 0 &&
    !exempt &&
    !hostMatches({ host, port }, policy.allowedHosts)
  ) {
    return refused('The host is not among those that this deployment allows.');
  }
  if (exempt) return port === 0 ? refused('The port is not allowed.') : accepted;
  if (url.protocol !== 'https:') return refused('The URL must begin with https://.');
  if (!allowedPorts.includes(port)) return refused(`The port must be one of ${allowedPorts.join(', ')}.`);

  if (isAddress(host)) {
    const refusal = policy.addressRefusal(host);
    return refusal === undefined ? accepted : refused(`The address is not allowed: ${refusal}.`);
  }
  if (specialDomains.test(host)) return refused('The host name is not a public one.');
  if (!hostName.test(host)) return refused('The host is not a full domain name.');
  return accepted;
};

/** A URL's host, IPv6 without its brackets. `example.com.` is the same host as `example.com`, in certificates too. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** Path and query of what RFC 3986 allows in them. */
const legalTarget = /^(?:[\w.~:/?@!$&'()*+,;=-]|%[\dA-Fa-f]{2})*$/;
const partsOf = /^https?:\/\/([^/?#]*)([^#]*)/i;

/**
 * What a request for a URL holds of it. Path and query are sent byte for byte as they were given, if they are legal: the URL
 * parser would write `'` as `%27`, drop an empty query and resolve `..`, and a receiver may sign or compare them.
 */
export const requestParts = (
  text: string,
  url: URL,
): { readonly hostHeader: string; readonly target: string } => {
  const given = partsOf.exec(text)?.[2] ?? '';
  const target = given.startsWith('/') ? given : `/${given}`;
  return {
    hostHeader: url.host.replace(/\.(?=:\d+$|$)/, ''),
    target: legalTarget.test(given) ? target : `${url.pathname}${url.search}`,
  };
};

/** The URL as it was given, if it is sent so; otherwise as the URL parser writes it, which is what is sent. */
export const asSent = (text: string, url: URL): string => {
  const [, authority = '', given = ''] = partsOf.exec(text) ?? [];
  return /^[\x21-\x7e]*$/.test(authority) && legalTarget.test(given) ? text : url.href;
};

/** A URL's port, the scheme's own where none is named. */
export const portOf = (url: URL): number =>
  url.port !== '' ? Number(url.port) : url.protocol === 'https:' ? 443 : 80;

/** After the URL parser: IPv6 holds a colon, IPv4 in whatever spelling has become four decimal numbers. */
export const isAddress = (host: string): boolean => host.includes(':') || /^\d+(\.\d+){3}$/.test(host);
