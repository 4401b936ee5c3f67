import { readFileSync, writeFileSync } from 'node:fs';
import { openApiDocument } from '../lambdas/handlers/api/openapi/document.ts';

/** Writes docs/openapi.json, which the API serves and a test keeps in step with the code. */
const root = new URL('../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
writeFileSync(new URL('docs/openapi.json', root), `${JSON.stringify(openApiDocument(version), null, 2)}\n`);
