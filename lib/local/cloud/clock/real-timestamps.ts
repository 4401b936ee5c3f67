import crypto from 'node:crypto';
import { OutgoingMessage } from 'node:http';

/** `id.timestamp.body`, which Standard Webhooks signs. The body of a callback is a JSON object. */
const signedText = /^([^.\s{]+)\.(\d{9,11})\.(?=\{)/;
const header = 'webhook-timestamp';
/** Timestamps that may still be on their way from the signature to the header. */
const kept = 1_000;

/**
 * Has this thread sign and send callbacks with the machine's time, whatever clock `Date` shows. Receivers compare
 * `webhook-timestamp` with their own clock and allow five minutes of difference, which a fast clock soon exceeds. Only the
 * timestamps change, the product's code knows nothing of it: the text that it signs and the header that it sets are
 * recognized by the form that Standard Webhooks gives them.
 */
export const installRealTimestamps = (realNow: () => number): void => {
  const real = new Map<string, string>();
  /** The same for both signatures and the header of a callback. */
  const realOf = (shown: string): string => {
    const known = real.get(shown);
    if (known !== undefined) return known;
    const seconds = String(Math.floor(realNow() / 1000));
    real.set(shown, seconds);
    const [oldest] = real.keys();
    if (real.size > kept && oldest !== undefined) real.delete(oldest);
    return seconds;
  };
  const corrected = <T>(data: T): T | Buffer => {
    if (!Buffer.isBuffer(data)) return data;
    const [start, id, shown] = signedText.exec(data.subarray(0, 300).toString('latin1')) ?? [];
    if (start === undefined || shown === undefined) return data;
    return Buffer.concat([Buffer.from(`${id}.${realOf(shown)}.`, 'latin1'), data.subarray(start.length)]);
  };

  const { createHmac, sign } = crypto;
  crypto.createHmac = (...given: Parameters<typeof createHmac>) => {
    const hmac = createHmac(...given);
    const update = hmac.update.bind(hmac) as (data: unknown, ...rest: unknown[]) => crypto.Hmac;
    hmac.update = ((data: unknown, ...rest: unknown[]) =>
      update(corrected(data), ...rest)) as typeof hmac.update;
    return hmac;
  };
  crypto.sign = ((algorithm: never, data: never, ...rest: [never]) =>
    sign(algorithm, corrected(data) as never, ...rest)) as typeof sign;

  const setHeader = OutgoingMessage.prototype.setHeader;
  OutgoingMessage.prototype.setHeader = function (this: OutgoingMessage, name, value) {
    const isTimestamp = name.toLowerCase() === header && typeof value === 'string';
    return setHeader.call(this, name, isTimestamp ? realOf(value) : value);
  };
};
