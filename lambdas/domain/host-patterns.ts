/** As the URL parser would write it: lower case, punycode, no brackets. */
const canonical = (host: string): string => {
  const url = `https://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}/`;
  return (URL.canParse(url) ? new URL(url).hostname : host.toLowerCase()).replace(/^\[|\]$/g, '');
};

/**
 * Whether a host, as the URL parser writes it, matches one of the patterns: a host's name or address, or `*.` before
 * a name for everything below it, the name itself not included.
 */
export const hostMatches = (host: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) =>
    pattern.startsWith('*.') ? host.endsWith(`.${canonical(pattern.slice(2))}`) : host === canonical(pattern),
  );
