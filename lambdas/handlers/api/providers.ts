import { firstProvider, type ProviderDefinition } from '../../contract/provider-definition.ts';
import { taskUrls } from '../../domain/provider/task-urls.ts';
import { isTaskId } from '../../domain/task/task-id.ts';
import { originOf, type ProviderChoice, type TaskOrigin } from '../../domain/task/task-provider.ts';
import { type FieldError, invalidField } from './problem.ts';

/** The providers that the deployment has. */
export interface Providers {
  /** The default first. */
  readonly names: readonly string[];
  /** Loads its file. */
  definitionOf(name: string): Promise<ProviderDefinition>;
}

/** What is wrong with the provider that a body names. */
export const providerErrors = (provider: unknown, { names }: Providers): FieldError[] =>
  typeof provider === 'string' && provider !== '' && !names.includes(provider)
    ? [{ field: 'provider', detail: `Must be one of those that this deployment has: ${names.join(', ')}` }]
    : [];

/** The provider of a new task: the one that is named, or the default. It must be one of the deployment's. */
export const chosenProvider = async (
  name: string | undefined,
  { names, definitionOf }: Providers,
): Promise<ProviderChoice> => {
  const chosen = name ?? names[0] ?? firstProvider;
  return {
    name: chosen,
    names,
    ...(chosen !== firstProvider && { definition: await definitionOf(chosen) }),
  };
};

/** What a provider's task is called here. Throws a Problem for an id that is none of this provider's. */
export const taskOf = (id: string, choice: ProviderChoice): { readonly taskId: string } & TaskOrigin => {
  const { definition } = choice;
  if (definition && !taskUrls(definition, '', id)) {
    throw invalidField('taskId', `Must be of the form ${definition.taskId?.example ?? 'of an id'}`);
  }
  const origin = originOf(id, choice);
  if (!isTaskId(origin.taskId)) throw invalidField('taskId', 'Is too long with the provider before it');
  return origin;
};
