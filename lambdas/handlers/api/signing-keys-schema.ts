import * as v from 'valibot';

/** The keys that callbacks are signed with, as the API answers them. */
const keys = {
  secret: v.pipe(
    v.string(),
    v.description('`whsec_…`: verifies `v1` signatures (HMAC-SHA256). Keep it secret.'),
  ),
  publicKey: v.pipe(v.string(), v.description('`whpk_…`: verifies `v1a` signatures (ed25519). No secret.')),
};

export const signingKeys = v.object({
  current: v.object(keys),
  previous: v.pipe(
    v.nullable(v.object({ ...keys, usedUntil: v.pipe(v.string(), v.isoTimestamp()) })),
    v.description('During a rotation, callbacks are signed with these too.'),
  ),
});
export type SigningKeysBody = v.InferOutput<typeof signingKeys>;
