import { readFileSync, writeFileSync } from 'node:fs';
import { providerJsonSchema } from '../lambdas/adapters/provider/definition-schema.ts';
import { openApiDocument } from '../lambdas/handlers/api/openapi/document.ts';

/** Writes docs/openapi.json, which the API serves, and the schema of providers. Tests keep both in step with the code. */
const root = new URL('../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
writeFileSync(new URL('docs/openapi.json', root), `${JSON.stringify(openApiDocument(version), null, 2)}\n`);
writeFileSync(
  new URL('docs/provider.schema.json', root),
  `${JSON.stringify(providerJsonSchema(), null, 2)}\n`,
);
