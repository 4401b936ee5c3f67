import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderDefinition } from '../../lambdas/contract/provider-definition.ts';
import { classify, classifyResult } from '../../lambdas/domain/provider/classify.ts';
import type { ProviderAnswer } from '../../lambdas/domain/provider/provider.ts';
import { hasResultElsewhere, taskUrls } from '../../lambdas/domain/provider/task-urls.ts';
import type { DocumentedAnswer } from './documented-answer.ts';

const folder = join(import.meta.dirname, '../../lambdas/contract/providers');

/** The names of all providers: those of the files. */
export const providerNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))
  .sort();

export const definitionFile = (name: string): unknown =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

/** What a documented answer is taken for, with the second request if there is one. */
export const meaningOf = (definition: ProviderDefinition, answer: DocumentedAnswer): ProviderAnswer => {
  const reply = ({ http = 200, body }: { readonly http?: number; readonly body: unknown }) => ({
    httpStatus: http,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    truncated: false,
    form: definition,
  });
  const { polled } = answer;
  const urls = polled === undefined ? undefined : taskUrls(definition, 'https://relay.example.com', polled);
  const first = classify({
    ...reply(answer),
    ...(urls && { polledId: urls.id }),
    ...(urls?.file !== undefined && { fileLink: urls.file }),
  });
  if (!answer.result || !hasResultElsewhere(definition, first)) return first;
  return classifyResult(reply(answer.result));
};

/** What makes a client that of the first provider. */
export const firstProviderParts = {
  name: 'seedance',
  definition: definitionFile('seedance') as ProviderDefinition,
} as const;
