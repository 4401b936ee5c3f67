import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** An owner's keys, as the API shows them. */
export interface VerificationKeys {
  /** `whsec_…` */
  readonly symmetric: string;
  /** `whpk_…` */
  readonly public: string;
}

/** What is wrong with a callback's signatures; `undefined` if both verify. Their age is not checked. */
export type SignatureCheck = (headers: IncomingHttpHeaders, body: string) => string | undefined;

/** DER of an ed25519 public key, up to the key itself (RFC 8410). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

const publicKey = (text: string): KeyObject => {
  const raw = Buffer.from(text.replace(/^whpk_/, ''), 'base64');
  return createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: 'der', type: 'spki' });
};

/**
 * Verifies both signatures of Standard Webhooks: `v1` with the public library, `v1a` with Node. Timestamps are not
 * checked: a callback may wait on this machine for longer than the five minutes that the library allows.
 */
export const signatureCheck = (keys: VerificationKeys): SignatureCheck => {
  const webhook = new Webhook(keys.symmetric);
  const key = publicKey(keys.public);
  return (headers, body) => {
    const id = String(headers['webhook-id'] ?? '');
    const timestamp = String(headers['webhook-timestamp'] ?? '');
    const signatures = String(headers['webhook-signature'] ?? '').split(' ');
    if (id === '' || !/^\d+$/.test(timestamp)) return 'lacks the headers of Standard Webhooks';
    if (!signatures.includes(webhook.sign(id, new Date(Number(timestamp) * 1000), body))) {
      return 'has no valid v1 signature';
    }
    const signed = Buffer.from(`${id}.${timestamp}.${body}`);
    const valid = signatures.some(
      (signature) =>
        signature.startsWith('v1a,') &&
        verify(null, signed, key, Buffer.from(signature.slice('v1a,'.length), 'base64')),
    );
    return valid ? undefined : 'has no valid v1a signature';
  };
};
