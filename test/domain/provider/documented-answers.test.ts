import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { providerDefinition } from '../../../lambdas/adapters/provider/definition-schema.ts';
import type { DocumentedAnswer } from '../../support/documented-answer.ts';
import { definitionFile, meaningOf, providerNames } from '../../support/provider-definitions.ts';

const folder = join(import.meta.dirname, 'documented');
const tables = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));

describe('the answers that providers document', () => {
  it('are written down for every provider', () => {
    expect(tables.toSorted()).toEqual(providerNames);
  });

  it.each(providerNames)('of %s are read as its documentation means them', async (name) => {
    const definition = v.parse(providerDefinition, definitionFile(name));
    const { documented } = (await import(`./documented/${name}.ts`)) as {
      documented: readonly DocumentedAnswer[];
    };
    expect(documented.length).toBeGreaterThanOrEqual(5);
    const read = documented.map((answer) => [answer.says, meaningOf(definition, answer)]);
    const meant = documented.map(({ says, means }) => [says, expect.objectContaining(means)]);
    expect(read).toEqual(meant);
    for (const { source } of documented) expect(URL.canParse(source)).toBe(true);
  });
});
