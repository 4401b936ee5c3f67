/** One generation of an owner's keys, derived from one version of the master secret. */
export interface SigningKeyPair {
  /** 32 bytes for `v1` (HMAC-SHA256). */
  readonly symmetric: Uint8Array;
  /** 32-byte ed25519 seed for `v1a`. */
  readonly seed: Uint8Array;
}

/** Never stored: derived per owner. */
export interface SigningKeys {
  /** `previous` only while a rotation is recent enough that receivers may still verify with it. */
  of(owner: string): Promise<{ readonly current: SigningKeyPair; readonly previous?: SigningKeyPair }>;
}
