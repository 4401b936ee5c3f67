import type { Millis } from '../task/time.ts';

/** One generation of an owner's keys, derived from one version of the master secret. */
export interface SigningKeyPair {
  /** 32 bytes for `v1` (HMAC-SHA256). */
  readonly symmetric: Uint8Array;
  /** 32-byte ed25519 seed for `v1a`. Never leaves the functions. */
  readonly seed: Uint8Array;
  /** 32 bytes: the public half of `seed`. */
  readonly publicKey: Uint8Array;
}

export interface KeyGenerations {
  readonly current: SigningKeyPair;
  /** Only while a rotation is recent enough that receivers may still verify with it. */
  readonly previous?: SigningKeyPair & { readonly usedUntil: Millis };
}

/** Never stored: derived per owner. Throws where the master secret cannot be read. */
export interface SigningKeys {
  of(owner: string): Promise<KeyGenerations>;
}

/** An owner's keys as receivers are given them, in the serialization of Standard Webhooks. */
export interface SigningKeysView {
  readonly current: KeyView;
  readonly previous?: KeyView & { readonly usedUntil: Millis };
}

interface KeyView {
  /** `whsec_…`: verifies `v1`, and is as secret as it is for us. */
  readonly secret: string;
  /** `whpk_…`: verifies `v1a`, and is no secret. */
  readonly publicKey: string;
}

const keyView = ({ symmetric, publicKey }: SigningKeyPair): KeyView => ({
  secret: `whsec_${Buffer.from(symmetric).toString('base64')}`,
  publicKey: `whpk_${Buffer.from(publicKey).toString('base64')}`,
});

/** Throws what the port throws. */
export const viewSigningKeys = async (keys: SigningKeys, owner: string): Promise<SigningKeysView> => {
  const { current, previous } = await keys.of(owner);
  return {
    current: keyView(current),
    ...(previous && { previous: { ...keyView(previous), usedUntil: previous.usedUntil } }),
  };
};
