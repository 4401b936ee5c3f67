import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** What callbacks are verified with. */
export interface VerifyingKeys {
  /** `whsec_…`: one of them must have signed it (`v1`). */
  readonly secrets: readonly string[];
  /** `whpk_…`: one of them must have signed it too (`v1a`), unless there are none. */
  readonly publicKeys: readonly string[];
}

export interface VerificationRequest extends VerifyingKeys {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type VerificationResult =
  | { readonly verified: true }
  /** For `v1`, in the words of the `standardwebhooks` package. */
  | { readonly verified: false; readonly reason: string };

/** The DER prefix of an ed25519 public key (RFC 8410 §4). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

const verifyV1 = ({ secrets, headers, body }: VerificationRequest): VerificationResult => {
  let reason = 'No secret to verify with';
  for (const secret of secrets) {
    try {
      new Webhook(secret).verify(body, headers);
      return { verified: true };
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  return { verified: false, reason };
};

/** The package knows `v1` only. */
const verifyV1a = ({ publicKeys, headers, body }: VerificationRequest): VerificationResult => {
  const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  const signatures = (headers['webhook-signature'] ?? '')
    .split(' ')
    .filter((part) => part.startsWith('v1a,'))
    .map((part) => Buffer.from(part.slice(4), 'base64'));
  const good = publicKeys.some((text) => {
    const bytes = Buffer.from(text.replace(/^whpk_/, ''), 'base64');
    const key = createPublicKey({ key: Buffer.concat([spkiPrefix, bytes]), format: 'der', type: 'spki' });
    return signatures.some((signature) => verifySignature(null, signed, key, signature));
  });
  return good ? { verified: true } : { verified: false, reason: 'No matching v1a signature found' };
};

/** Verifies a callback as any receiver does: with the `standardwebhooks` package and the machine's clock. */
export const verify = (request: VerificationRequest): VerificationResult => {
  const result = verifyV1(request);
  return result.verified && request.publicKeys.length > 0 ? verifyV1a(request) : result;
};
