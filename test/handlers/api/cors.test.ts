import { describe, expect, it } from 'vitest';
import { apiOverFakes } from '../../support/api-client.ts';

const settings = (corsOrigins: string[]) => ({
  settings: { auth: 'apiKey' as const, corsOrigins, giveUpAfterSeconds: 600 },
});
const origin = 'https://app.example.com';
const ask = (origins: string[], from = origin) =>
  apiOverFakes(settings(origins)).call('listTasks', { headers: { Origin: from } });

describe('Pages of other origins', () => {
  it('may read nothing unless they are configured', async () => {
    const { headers } = await ask([]);
    expect(Object.keys(headers).filter((name) => /access-control|vary/i.test(name))).toEqual([]);
  });

  it('may read answers, problems and their headers where they are', async () => {
    const { call } = apiOverFakes(settings([origin]));
    for (const operation of ['listTasks', 'getTask'] as const) {
      const { headers } = await call(operation, { headers: { origin } });
      expect(headers).toMatchObject({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Expose-Headers': 'ETag, Location, Retry-After',
        Vary: 'Origin',
      });
    }
  });

  it('are told apart', async () => {
    expect((await ask([origin], 'https://evil.example')).headers).not.toHaveProperty(
      'Access-Control-Allow-Origin',
    );
    expect((await ask(['*'], 'https://any.example')).headers['Access-Control-Allow-Origin']).toBe('*');
  });
});
