import { createPrivateKey, createPublicKey, hkdfSync } from 'node:crypto';
import type { KeyGenerations, SigningKeyPair, SigningKeys } from '../../domain/callbacks/signing-keys.ts';
import { type Clock, day } from '../../domain/task/time.ts';
import type { Secret } from '../runtime/secret.ts';

/** How long after a rotation receivers may still verify with the keys before it. */
const overlap = 7 * day;

/** A generated secret is longer; less than this was set by hand and can be guessed. */
const minMasterLength = 32;

/** What an ed25519 private key's 32 bytes stand in as PKCS #8 (RFC 8410 §7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

export const ed25519Key = (seed: Uint8Array) =>
  createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });

/** `use` and `owner` alone tell one key from another, so neither can be the beginning of another's. */
const derive = (master: string, use: string, owner: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', master, 'seedance-relay signing keys', `${use}\n${owner}`, 32));

export const keyPair = (master: string, owner: string): SigningKeyPair => {
  if (master.length < minMasterLength) throw new Error('The signing secret is too short to derive keys from');
  const seed = derive(master, 'v1a ed25519', owner);
  const jwk = createPublicKey(ed25519Key(seed)).export({ format: 'jwk' });
  return {
    symmetric: derive(master, 'v1 hmac-sha256', owner),
    seed,
    publicKey: Buffer.from(jwk.x ?? '', 'base64url'),
  };
};

/** Every owner's keys, derived from one secret by HKDF (RFC 5869). A rotation of the secret rotates all of them. */
export class HkdfSigningKeys implements SigningKeys {
  readonly #master: Pick<Secret, 'current' | 'previous'>;
  readonly #clock: Clock;

  constructor(master: Pick<Secret, 'current' | 'previous'>, clock: Clock) {
    this.#master = master;
    this.#clock = clock;
  }

  async of(owner: string): Promise<KeyGenerations> {
    const [current, previous] = await Promise.all([this.#master.current(), this.#master.previous()]);
    const usedUntil = current.createdAt + overlap;
    return {
      current: keyPair(current.value, owner),
      ...(previous &&
        this.#clock.now() < usedUntil && { previous: { ...keyPair(previous.value, owner), usedUntil } }),
    };
  }
}
