import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../../lib/local/cloud/cloud.ts';

const origins = ['https://app.example.com', 'https://other.example.com'];

describe('A deployment with IAM', () => {
  let cloud: LocalCloud;
  beforeAll(async () => {
    const corsOrigins = origins.join();
    cloud = await startLocalCloud({ context: { apiAuth: 'iam', corsOrigins }, network: 'loopback' });
  });
  afterAll(() => cloud?.close());

  const signedBy = (accessKey: string) => ({
    'content-type': 'application/json',
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=0`,
  });
  const body = JSON.stringify({ taskId: 'video_1', callbackUrl: 'http://127.0.0.1:9/nobody' });

  it('takes the principal for the owner, and keeps owners apart', async () => {
    const url = `${cloud.apiUrl}/tasks`;
    const registered = await fetch(url, { method: 'POST', headers: signedBy('AKIAONE'), body });
    expect(registered.status).toBe(202);
    expect((await fetch(`${url}/video_1`, { headers: signedBy('AKIAONE') })).status).toBe(200);
    expect((await fetch(`${url}/video_1`, { headers: signedBy('AKIATWO') })).status).toBe(404);
    const [execution] = cloud.executions.list();
    expect(JSON.parse(execution?.input ?? '')).toMatchObject({ owner: 'AIDAONE' });
  });

  it.each(origins)(
    'lets pages ask first, unsigned, with no function behind the answer: %s',
    async (origin) => {
      const answer = await fetch(`${cloud.apiUrl}/tasks`, { method: 'OPTIONS', headers: { origin } });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
      expect(answer.headers.get('access-control-max-age')).toBe('7200');
    },
  );

  it('lets no other page ask', async () => {
    const headers = { origin: 'https://evil.example' };
    const answer = await fetch(`${cloud.apiUrl}/tasks`, { method: 'OPTIONS', headers });
    expect(answer.headers.get('access-control-allow-origin')).not.toBe(headers.origin);
  });

  it('turns away who has not signed, as a problem', async () => {
    const answer = await fetch(`${cloud.apiUrl}/tasks`, { headers: { 'x-api-key': 'any' } });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ type: 'urn:seedance-relay:problem:forbidden' });
  });
});
