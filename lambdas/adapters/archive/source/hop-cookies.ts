/** Cookies that a host may set on one file's redirects. */
const maxCookies = 20;
const maxCookieBytes = 4_096;

/** A cookie at the beginning of a header, or after a comma: a date within one has a comma too, but no name after it. */
const cookieStart = /(?:^|,)\s*([!#$%&'*+.^`|~\w-]+)=([^;,\s]*)/g;

/**
 * The cookies of one chain of redirects. Some hosts set one and redirect until it comes back, as clients that keep
 * cookies send it. Each goes back to exactly the scheme, host and port that set it, whatever domain it names.
 */
export class HopCookies {
  readonly #jars = new Map<string, Map<string, string>>();

  keep(url: string, setCookie: string | undefined): void {
    const origin = URL.parse(url)?.origin;
    if (setCookie === undefined || origin === undefined) return;
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    for (const [, name = '', value = ''] of setCookie.matchAll(cookieStart)) {
      if (jar.size < maxCookies && name.length + value.length <= maxCookieBytes) jar.set(name, value);
    }
    this.#jars.set(origin, jar);
  }

  headerFor(url: string): Readonly<Record<string, string>> {
    const jar = this.#jars.get(URL.parse(url)?.origin ?? '');
    if (!jar || jar.size === 0) return {};
    return { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
  }
}
