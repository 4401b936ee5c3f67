import { isIPv4, isIPv6 } from 'node:net';
import { ConfigError, type Reader, refusal } from './option-readers.ts';

/** RFC 1123, with the underscore that real hosts carry. */
const hostName =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

/** What of a text could be a host, and a port if it has one; as the URL parser writes it. */
const hostIn = (entry: string): string | undefined => {
  const bare = isIPv6(entry) ? `[${entry}]` : entry;
  const url = URL.parse(bare.includes('://') ? bare : `https://${bare}`);
  return url?.host.replace(/\.(?=:\d+$|$)/, '');
};

/** A host pattern in its parts: `*.` or not, a name or an address, and a port. */
const hostPattern = /^(?<wildcard>\*\.)?(?<name>[^:/[\]*]+|\[[^\]]+\])(?::(?<port>\d{1,5}))?$/;

const isHostPattern = (entry: string): boolean => {
  const { wildcard, name = '', port } = hostPattern.exec(entry)?.groups ?? {};
  if (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65_535)) return false;
  if (name.startsWith('[')) return wildcard === undefined && isIPv6(name.slice(1, -1));
  if (isIPv4(name)) return wildcard === undefined;
  // The URL parser takes a name that ends in a number for an address, and refuses most of them.
  return hostName.test(name) && URL.canParse(`https://${name}`);
};

/** `name`, `*.name` or an address (IPv6 in brackets), with or without a port. Whatever else stands here matches no host. */
export const host: Reader<string> = (value, option) => {
  if (typeof value === 'string' && isHostPattern(value)) return value;
  const meaning = 'a host such as hooks.example.com, *.example.com or 10.0.0.7:8080';
  if (value === '*')
    throw new ConfigError(option, `must hold hosts, and has "*". Leave it out for any public host`);
  if (typeof value === 'string' && /^[\da-f.:]+\/\d+$/i.test(value)) {
    throw new ConfigError(option, `must hold hosts, and "${value}" is a network. Name each host of it`);
  }
  const guess = typeof value === 'string' ? hostIn(value) : undefined;
  throw refusal(option, meaning, value, guess !== undefined && isHostPattern(guess) ? guess : undefined);
};

/**
 * An origin as browsers send it (RFC 6454): scheme, host in lower case and a port that is not the scheme's own. It is compared
 * as a whole, so that a path, a slash at the end or a wildcard matches no page.
 */
export const origin: Reader<string> = (value, option) => {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  const isWeb = url !== null && ['http:', 'https:'].includes(url.protocol) && !url.hostname.includes('*');
  if (value === '*' || (isWeb && url.origin === value)) return value as string;
  const meaning = 'an origin such as https://app.example.com, or * for every page';
  const guess = isWeb ? url.origin : typeof value === 'string' ? originOfHost(value) : undefined;
  throw refusal(option, meaning, value, guess);
};

/** For `app.example.com` or `localhost:3000`, which have no scheme. */
const originOfHost = (text: string): string | undefined => {
  const name = hostIn(text);
  const isHost = !text.includes('://') && name !== undefined && isHostPattern(name) && !name.startsWith('*');
  return isHost && /[.:]|^localhost$/.test(name) ? `https://${name}` : undefined;
};

/** An http or https URL that paths are added to: no query, no user name, no slash at its end. */
export const baseUrl =
  (...protocols: readonly string[]): Reader<string> =>
  (value, option) => {
    const url = typeof value === 'string' ? URL.parse(value) : null;
    const plain = url && `${url.origin}${url.pathname}`.replace(/\/+$/, '');
    const isWeb = url !== null && protocols.includes(url.protocol);
    if (isWeb && plain === value) return value as string;
    const name = typeof value === 'string' ? originOfHost(value.split('/')[0] ?? '') : undefined;
    const guess = isWeb ? plain : name && `${name}${String(value).slice(String(value).indexOf('/'))}`;
    const meaning = `a URL (${protocols.join(' or ')}//…) without query, user name or slash at its end`;
    throw refusal(option, meaning.replace('…', 'host/path'), value, guess ?? undefined);
  };

/** A full host name without scheme, port or wildcard, in lower case, as API Gateway takes it. */
export const domainName: Reader<string> = (value, option) => {
  const isName = (text: string): boolean =>
    hostName.test(text) && /\.[a-z][a-z0-9-]*$/.test(text) && !/[A-Z_]/.test(text);
  if (typeof value === 'string' && isName(value)) return value;
  const guess = typeof value === 'string' ? hostIn(value)?.replace(/:\d+$/, '') : undefined;
  const meaning = 'a host name such as relay.example.com';
  throw refusal(option, meaning, value, guess !== undefined && isName(guess) ? guess : undefined);
};
