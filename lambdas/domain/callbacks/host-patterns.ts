/** As the URL parser would write it: lower case, punycode, no brackets. */
const canonical = (host: string): string => {
  const url = `https://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}/`;
  return (URL.canParse(url) ? new URL(url).hostname : host.toLowerCase()).replace(/^\[|\]$/g, '');
};

/** A pattern for one port only. The colons of an address stand in brackets then, as in a URL. */
const withPort = /^(\[[^\]]*\]|[^:[\]]*):(\d{1,5})$/;

const nameMatches = (host: string, pattern: string): boolean =>
  pattern.startsWith('*.') ? host.endsWith(`.${canonical(pattern.slice(2))}`) : host === canonical(pattern);

/**
 * Whether a host, as the URL parser writes it, matches one of the patterns: a host's name or address, or `*.` before
 * a name for everything below it, the name itself not included. A pattern may end in a port, and holds for this one then.
 */
export const hostMatches = (
  { host, port }: { readonly host: string; readonly port: number },
  patterns: readonly string[],
): boolean =>
  patterns.some((pattern) => {
    const [, name = pattern, only = port] = withPort.exec(pattern) ?? [];
    return Number(only) === port && nameMatches(host, name);
  });
