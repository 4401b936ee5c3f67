import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProviderDefinition } from '../../../lambdas/contract/provider-definition.ts';
import type { DocumentedAnswer } from '../../support/documented-answer.ts';
import { tries } from '../../support/effort.ts';
import { definitionFile, meaningOf, providerNames } from '../../support/provider-definitions.ts';

/** Every object and list in a value, itself included. */
const containersIn = (value: unknown): Record<string, unknown>[] =>
  typeof value === 'object' && value !== null
    ? [value as Record<string, unknown>, ...Object.values(value).flatMap(containersIn)]
    : [];

/** An answer with some of its fields lost, renamed or made something else; none of them begins to speak of a failure. */
const distorted = (body: unknown, picks: readonly number[], what: readonly unknown[]): unknown => {
  const copy: unknown = structuredClone(body);
  picks.forEach((pick, index) => {
    const places = containersIn(copy).flatMap((holder) =>
      Object.keys(holder).map((name) => [holder, name] as const),
    );
    const place = places[pick % Math.max(places.length, 1)];
    if (!place) return;
    const [holder, name] = place;
    const change = what[index % what.length];
    if (change === 'rename') {
      holder[`the_${name}`] = holder[name];
      delete holder[name];
    } else holder[name] = structuredClone(change);
  });
  return copy;
};

const ends = ['failed', 'cancelled', 'expired', 'not_found'];

describe('a success in a shape that nobody documents', () => {
  it.each(providerNames)('of %s never becomes a failure', async (name) => {
    const definition = definitionFile(name) as ProviderDefinition;
    const { documented } = (await import(`./documented/${name}.ts`)) as {
      documented: readonly DocumentedAnswer[];
    };
    const successes = documented.filter(({ means }) => means.kind === 'completed');
    expect(successes.length).toBeGreaterThan(0);
    const odd = fc.constantFrom('rename', null, '', 7, [], {}, 'surprise', true, ['x'], { url: 3 });
    fc.assert(
      fc.property(
        fc.constantFrom(...successes),
        fc.array(fc.nat(1_000), { minLength: 1, maxLength: 6 }),
        fc.array(odd, { minLength: 1, maxLength: 6 }),
        (answer, picks, what) => {
          const body = answer.result ? answer.body : distorted(answer.body, picks, what);
          const result = answer.result && { body: distorted(answer.result.body, picks, what) };
          const meaning = meaningOf(definition, { ...answer, body, ...(result && { result }) });
          expect(ends).not.toContain(meaning.kind);
        },
      ),
      { numRuns: tries(300) },
    );
  });
});
