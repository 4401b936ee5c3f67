import { describe, expect, it } from 'vitest';
import {
  type KeyGenerations,
  type SigningKeyPair,
  viewSigningKeys,
} from '../../../lambdas/domain/callbacks/signing-keys.ts';

const pair = (byte: number): SigningKeyPair => ({
  symmetric: new Uint8Array(32).fill(byte),
  seed: new Uint8Array(32).fill(byte + 1),
  publicKey: new Uint8Array(32).fill(byte + 2),
});
const view = (generations: KeyGenerations) =>
  viewSigningKeys(
    { of: async (owner) => (owner === 'owner1' ? generations : Promise.reject(new Error())) },
    'owner1',
  );

describe('the signing keys that an owner sees', () => {
  it('are written as Standard Webhooks does, without the seed', async () => {
    const seen = await view({ current: pair(1) });
    expect(seen).toEqual({
      current: {
        secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
        publicKey: `whpk_${Buffer.alloc(32, 3).toString('base64')}`,
      },
    });
    expect(JSON.stringify(seen)).not.toContain(Buffer.alloc(32, 2).toString('base64'));
  });

  it('hold the previous ones, and until when those sign, only during a rotation', async () => {
    const seen = await view({ current: pair(1), previous: { ...pair(7), usedUntil: 42 } });
    expect(seen.previous).toEqual({
      secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
      publicKey: `whpk_${Buffer.alloc(32, 9).toString('base64')}`,
      usedUntil: 42,
    });
  });
});
