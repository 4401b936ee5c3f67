import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalCloud } from '../../../../lib/local/cloud/cloud.ts';
import type { LocalCloud } from '../../../../lib/local/cloud/cloud-options.ts';

describe('the local cloud, from the synthesized app', () => {
  let cloud: LocalCloud;
  beforeAll(async () => {
    cloud = await startLocalCloud({ speed: 60, network: 'loopback' });
  });
  afterAll(() => cloud?.close());

  const get = (path: string, key: string | undefined = cloud.apiKey) =>
    fetch(`${cloud.apiUrl}${path}`, { headers: key === undefined ? {} : { 'x-api-key': key } });

  it('answers the API’s requests on loopback', async () => {
    expect(cloud.apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    const response = await get('/tasks/unknown');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it('rejects a wrong key as API Gateway does', async () => {
    const response = await get('/tasks/unknown', 'wrong');
    expect(response.status).toBe(403);
    expect(response.headers.get('x-amzn-errortype')).toBe('ForbiddenException');
    expect(await response.json()).toMatchObject({
      status: 403,
      type: 'urn:seedance-relay:problem:forbidden',
    });
  });

  it('starts an execution for a task that is registered', async () => {
    const response = await fetch(`${cloud.apiUrl}/tasks`, {
      method: 'POST',
      headers: { 'x-api-key': cloud.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ taskId: 'video_1', callbackUrl: 'http://127.0.0.1:9/hook' }),
    });
    expect(response.status).toBe(202);
    const [execution] = cloud.executions.list();
    expect(JSON.parse(execution?.input ?? '')).toMatchObject({ owner: cloud.apiKeyId, taskId: 'video_1' });
  });
});
