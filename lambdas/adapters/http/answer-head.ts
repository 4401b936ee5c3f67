import { HttpFailure } from './http-failure.ts';

const tokenName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const statusLine = /^\s*(?:HTTP\/?\d?(?:\.\d)?|ICY)\s+(\d{3})(?!\d)/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is to find.
const controls = /[\x00-\x08\x0a-\x1f\x7f]/g;

export interface CleanedHead {
  /** The same answer, in the one spelling that every parser reads alike. */
  readonly text: string;
  /** A 1xx answer: another head follows it. */
  readonly interim: boolean;
}

/** The lengths that a Content-Length names, a list or a repeated header included. */
const lengthsIn = (value: string): readonly string[] =>
  value.split(',').map((item) => item.trim().replace(/^\+/, ''));

/**
 * Rewrites an answer's head as browsers and curl read it. Lines may end in LF alone, lines that start with a space
 * continue the line before (RFC 9112 §5.2), lines that are no header are dropped, control characters become spaces. If
 * the body is chunked, a Content-Length counts for nothing (RFC 9112 §6.3); one that is repeated with the same value
 * counts once. Two different lengths have no right reading: that is a failure.
 */
export const cleanHead = (head: string): CleanedHead => {
  const [first = '', ...rest] = head.replace(/^(?:\r?\n)+/, '').split(/\r?\n/);
  const status = statusLine.exec(first)?.[1];
  if (status === undefined) throw new HttpFailure('bad_answer', 'Not an HTTP answer');
  const headers: [string, string][] = [];
  for (const line of rest) {
    const previous = headers.at(-1);
    if (/^[ \t]/.test(line) && previous) {
      previous[1] += ` ${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(':');
    headers.push([line.slice(0, Math.max(colon, 0)).trim(), line.slice(colon + 1)]);
  }
  const kept = headers.filter(([name]) => tokenName.test(name));
  const valuesOf = (wanted: string) =>
    kept.flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : []));
  const chunked = valuesOf('transfer-encoding').some((value) => /\bchunked\b/i.test(value));
  const lengths = new Set(
    valuesOf('content-length')
      .flatMap(lengthsIn)
      .filter((text) => /^\d{1,15}$/.test(text))
      .map(Number),
  );
  if (!chunked && lengths.size > 1) throw new HttpFailure('bad_answer', 'Two different lengths');
  const framing = chunked
    ? ['Transfer-Encoding: chunked']
    : [...lengths].map((bytes) => `Content-Length: ${bytes}`);
  const others = kept
    .filter(([name]) => !/^(content-length|transfer-encoding|connection|upgrade)$/i.test(name))
    .map(([name, value]) => `${name}: ${value.replaceAll(controls, ' ').trim()}`);
  const lines = [`HTTP/1.1 ${status} -`, 'Connection: close', ...framing, ...others];
  return { text: `${lines.join('\r\n')}\r\n\r\n`, interim: status.startsWith('1') && status !== '101' };
};
