import { describe, expect, it } from 'vitest';
import { videoAddress } from '../../../lambdas/adapters/callbacks/video-address.ts';
import { readConsole } from '../../../lambdas/adapters/runtime/console-file.ts';
import { aConsole, apiOverFakes } from '../../support/api-client.ts';
import { apiEvent } from '../../support/api-event.ts';

const page = async (headers: Record<string, string> = {}) => {
  const { handle } = apiOverFakes();
  // The gateway names no caller.
  const event = apiEvent('getConsole', { headers, identity: { apiKeyId: null } });
  const { statusCode, headers: answered = {}, body } = await handle(event);
  return { status: statusCode, headers: answered as Record<string, string>, body };
};

describe('GET /v1/console', () => {
  it('needs no key', async () => {
    const { status, headers, body } = await page();
    expect({ status, body }).toEqual({ status: 200, body: '<!doctype html>' });
    expect(headers['Content-Type']).toBe('text/html; charset=utf-8');
  });

  it('lets nothing run but the page’s own script, and nothing be reached but the API and the bucket', async () => {
    const { headers } = await page();
    const policy = Object.fromEntries(
      (headers['Content-Security-Policy'] ?? '').split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources.join(' ')];
      }),
    );
    expect(policy).toEqual({
      'default-src': "'none'",
      'script-src': "'sha256-script'",
      'style-src': "'sha256-style'",
      'img-src': 'data: https://bucket.example',
      'media-src': 'https://bucket.example',
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "'none'",
    });
    expect(headers).toMatchObject({ 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' });
  });

  it('is not sent again to who has it', async () => {
    const { ETag = '' } = (await page()).headers;
    expect(await page({ 'if-none-match': ETag })).toMatchObject({ status: 304, body: '' });
    expect(await page({ 'if-none-match': '"another"' })).toMatchObject({ status: 200 });
  });

  it('fails as a problem if it was not built', async () => {
    const { handle, telemetry } = apiOverFakes({
      consolePage: { ...aConsole, read: () => readConsole('/nowhere') },
    });
    const answer = await handle(apiEvent('getConsole'));
    expect(answer.statusCode).toBe(500);
    expect(telemetry.logged.map(({ message }) => message)).toEqual(['requestFailed']);
  });
});

describe('the origin of videos', () => {
  it.each([
    [{ region: 'eu-central-1' }, 'https://films.s3.eu-central-1.amazonaws.com'],
    [{ region: 'cn-north-1' }, 'https://films.s3.cn-north-1.amazonaws.com.cn'],
    [{ region: 'us-east-1', endpoint: 'http://127.0.0.1:4000' }, 'http://127.0.0.1:4000'],
  ])('of %j is %s', (host, origin) => {
    expect(videoAddress(host, 'films', '').origin).toBe(origin);
  });
});
