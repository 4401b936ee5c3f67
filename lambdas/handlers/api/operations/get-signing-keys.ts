import { viewSigningKeys } from '../../../domain/callbacks/signing-keys.ts';
import { iso } from '../../../domain/task/time.ts';
import type { Operation } from '../operation.ts';
import type { SigningKeysBody } from '../signing-keys-schema.ts';

/** The keys that this owner's callbacks are signed with, current and previous. */
export const getSigningKeys: Operation = async ({ owner }, { signingKeys }) => {
  const { current, previous } = await viewSigningKeys(signingKeys, owner);
  const body: SigningKeysBody = {
    current,
    previous: previous ? { ...previous, usedUntil: iso(previous.usedUntil) } : null,
  };
  return { status: 200, body };
};
