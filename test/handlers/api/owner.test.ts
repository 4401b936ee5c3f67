import { describe, expect, it } from 'vitest';
import { apiOverFakes } from '../../support/api-client.ts';

const body = { taskId: 'video_1', callbackUrl: 'https://example.com/hook' };
const settings = { corsOrigins: [], giveUpAfterSeconds: 600 };

describe('The owner', () => {
  it('is the API key', async () => {
    const { call, store } = apiOverFakes();
    await call('registerTask', { body, identity: { apiKeyId: 'key7', caller: 'AIDAUSER' } });
    expect(await store.find({ owner: 'key7', taskId: 'video_1' })).toBeDefined();
  });

  it.each([
    ['a user', 'AIDAUSER', 'AIDAUSER'],
    ['a role, whatever its session', 'AROAROLE:session-1', 'AROAROLE'],
  ])('is, with IAM, %s', async (_, caller, owner) => {
    const { call, store } = apiOverFakes({ settings: { auth: 'iam', ...settings } });
    await call('registerTask', { body, identity: { apiKeyId: 'key7', caller } });
    expect(await store.find({ owner, taskId: 'video_1' })).toBeDefined();
  });

  it.each(['apiKey', 'iam'] as const)('is never nobody: %s', async (auth) => {
    const { call, executions } = apiOverFakes({ settings: { auth, ...settings } });
    const answer = await call('registerTask', { body, identity: { apiKeyId: null, caller: null } });
    expect(answer).toMatchObject({
      status: 401,
      body: { type: 'urn:seedance-relay:problem:unauthenticated' },
    });
    expect(executions.started).toEqual([]);
  });
});
