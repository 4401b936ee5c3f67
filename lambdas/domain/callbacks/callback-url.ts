import { checkOutgoingUrl, type UrlCheck, type UrlPolicy } from './outgoing-url.ts';

/** Long enough for any callback, short enough for a record and a log line. */
const maxCallbackUrlLength = 2_048;

/**
 * Checks a callback URL when it is registered. What its name resolves to may change at any time, and is checked at every
 * call. `problem` is a sentence for the person who registered it.
 */
export const checkCallbackUrl = (text: string, policy: UrlPolicy): UrlCheck =>
  text.length > maxCallbackUrlLength
    ? { ok: false, problem: `The URL is longer than ${maxCallbackUrlLength} characters.` }
    : checkOutgoingUrl(text, policy);
