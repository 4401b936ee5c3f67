import { createHmac, sign } from 'node:crypto';
import type { Signable, Signer } from '../../domain/callbacks/callbacks.ts';
import type { SigningKeyPair, SigningKeys } from '../../domain/callbacks/signing-keys.ts';
import { ed25519Key } from './hkdf-signing-keys.ts';

/** What Standard Webhooks signs. None of the first two parts can hold a dot. */
const signedText = ({ id, timestamp, body }: Signable): Buffer => Buffer.from(`${id}.${timestamp}.${body}`);

export const signV1 = (key: Uint8Array, content: Signable): string =>
  `v1,${createHmac('sha256', key).update(signedText(content)).digest('base64')}`;

export const signV1a = (seed: Uint8Array, content: Signable): string =>
  `v1a,${sign(null, signedText(content), ed25519Key(seed)).toString('base64')}`;

const both = ({ symmetric, seed }: SigningKeyPair, content: Signable): string[] => [
  signV1(symmetric, content),
  signV1a(seed, content),
];

/** Signs by both schemes of Standard Webhooks 1.0, and during a rotation with both generations, the current first. */
export class WebhookSigner implements Signer {
  readonly #keys: SigningKeys;

  constructor(keys: SigningKeys) {
    this.#keys = keys;
  }

  async sign(owner: string, content: Signable): Promise<string> {
    const { current, previous } = await this.#keys.of(owner);
    return [...both(current, content), ...(previous ? both(previous, content) : [])].join(' ');
  }
}
