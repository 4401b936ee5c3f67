import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Secret } from '../../../lambdas/adapters/runtime/secret.ts';
import { minute } from '../../../lambdas/domain/task/time.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A secret with versions v1, v2, …, of which the last is current. */
const rotating = () => {
  const state = { version: 2, reads: [] as string[], down: false };
  const send = async (command: unknown) => {
    if (!(command instanceof GetSecretValueCommand)) throw new Error('Not a read');
    const stage = command.input.VersionStage ?? '';
    state.reads.push(stage);
    if (state.down) throw new Error('Down');
    const version = stage === 'AWSCURRENT' ? state.version : state.version - 1;
    return { SecretString: `v${version}`, CreatedDate: new Date(0) };
  };
  return { state, secret: new Secret('id', { send } as unknown as SecretsManagerClient) };
};
const both = async (secret: Secret) =>
  (await Promise.all([secret.current(), secret.previous()])).map((version) => version?.value);

it('reads both stages together, so that none between two rotations is missed', async () => {
  const { state, secret } = rotating();
  expect((await secret.current()).value).toBe('v2');
  await vi.advanceTimersByTimeAsync(3 * minute);
  expect(await both(secret)).toEqual(['v2', 'v1']);
  state.version = 3;
  await vi.advanceTimersByTimeAsync(3 * minute);
  expect(await both(secret)).toEqual(['v3', 'v2']);
});

it('reads each stage once in five minutes, and the previous one only if it is wanted', async () => {
  const { state, secret } = rotating();
  await secret.current();
  await secret.current();
  expect(state.reads).toEqual(['AWSCURRENT']);
  await both(secret);
  await both(secret);
  expect(state.reads).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
});

it('reads again after a failure, and after it was told to forget', async () => {
  const { state, secret } = rotating();
  state.down = true;
  await expect(secret.current()).rejects.toThrow('Down');
  await expect(secret.previous()).rejects.toThrow('Down');
  state.down = false;
  expect(await both(secret)).toEqual(['v2', 'v1']);
  state.version = 3;
  secret.forget();
  expect(await both(secret)).toEqual(['v3', 'v2']);
});
