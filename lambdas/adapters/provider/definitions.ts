import type { ProviderDefinition } from '../../contract/provider-definition.ts';

/**
 * The definition of a provider by its name, which must be one that the deployment has checked: the file of that name in
 * `contract/providers/`. The bundler takes the whole folder in, so that a file more is a provider more.
 * https://esbuild.github.io/api/#glob
 */
export const definitionOf = async (name: string): Promise<ProviderDefinition> => {
  const { default: definition } = await import(`../../contract/providers/${name}.json`, {
    with: { type: 'json' },
  });
  return definition;
};
