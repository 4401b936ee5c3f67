import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { providerJsonSchema } from '../../lambdas/adapters/provider/definition-schema.ts';

it('the schema that editors hold a provider to is the one that the tests hold it to (npm run openapi)', () => {
  const written = readFileSync(new URL('../../docs/provider.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(providerJsonSchema())));
});
