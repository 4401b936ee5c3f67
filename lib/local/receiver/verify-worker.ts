import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { Webhook } from 'standardwebhooks';
import { installClock } from '../cloud/clock/clock-preload.ts';
import type { VerificationRequest, VerificationResult } from './verifier.ts';

// The package checks a callback's age by `Date`, which shows the given clock in this thread.
installClock(workerData);

/** What an ed25519 public key's 32 bytes stand in as SubjectPublicKeyInfo (RFC 8410 §4). */
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

/** The package knows `v1` alone. */
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

const verify = (request: VerificationRequest): VerificationResult => {
  const verdict = verifyV1(request);
  return verdict.verified && request.publicKeys.length > 0 ? verifyV1a(request) : verdict;
};

parentPort?.on('message', ({ id, request }: { id: number; request: VerificationRequest }) => {
  parentPort?.postMessage({ id, verdict: verify(request) });
});
