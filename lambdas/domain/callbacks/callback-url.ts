import { asSent, checkOutgoingUrl, type UrlCheck, type UrlPolicy } from './outgoing-url.ts';

/** `callbackUrl` as it is stored and sent. */
type CallbackUrlCheck =
  | (Extract<UrlCheck, { ok: true }> & { readonly callbackUrl: string })
  | Extract<UrlCheck, { ok: false }>;

/** Long enough for any callback, short enough for a record and a log line. */
const maxCallbackUrlLength = 2_048;

/**
 * Checks a callback URL when it is registered. What its name resolves to may change at any time, and is checked at every
 * call. `problem` is a sentence for the person who registered it.
 */
export const checkCallbackUrl = (text: string, policy: UrlPolicy): CallbackUrlCheck => {
  const tooLong = {
    ok: false,
    problem: `The URL is longer than ${maxCallbackUrlLength} characters.`,
  } as const;
  if (text.length > maxCallbackUrlLength) return tooLong;
  const check = checkOutgoingUrl(text, policy);
  if (!check.ok) return check;
  const callbackUrl = asSent(text, check.url);
  // Percent-encoding makes nine characters of one.
  return callbackUrl.length > maxCallbackUrlLength ? tooLong : { ...check, callbackUrl };
};
