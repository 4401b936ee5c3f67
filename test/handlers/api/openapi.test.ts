import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../lambdas/handlers/api/openapi/document.ts';
import { apiOverFakes } from '../../support/api-client.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

describe('The OpenAPI document', () => {
  it('is written as the code says: `npm run openapi` writes it anew', () => {
    const made = JSON.parse(JSON.stringify(openApiDocument(read('package.json').version)));
    expect(read('docs/openapi.json')).toEqual(made);
  });

  it('is served as it is written', async () => {
    const { call } = apiOverFakes();
    expect((await call('getDocument')).body).toEqual(read('docs/openapi.json'));
  });

  it('passes the recommended rules of Redocly', () => {
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const output = execFileSync('node_modules/.bin/redocly', ['lint', '--format=json', 'docs/openapi.json'], {
      cwd: root,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(JSON.parse(output).totals).toMatchObject({ errors: 0, warnings: 0 });
  });
});
