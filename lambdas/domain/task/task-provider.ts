import { firstProvider, type Kept, type ProviderDefinition } from '../../contract/provider-definition.ts';

/** What a provider documents that decides when its tasks are polled, and until when. */
export interface ProviderTerms {
  readonly kept: Kept;
  readonly leastSeconds: number;
}

/** Which provider a task is of. All absent: of the first provider, under its own id. */
export interface TaskOrigin {
  readonly provider?: string;
  /** The provider's id of the task, if `taskId` is another. */
  readonly providerTaskId?: string;
  /** As they were when the task was registered; absent: the first provider's. */
  readonly terms?: ProviderTerms;
}

interface Named {
  readonly taskId: string;
}

/** The provider of a new task. */
export interface ProviderChoice {
  readonly name: string;
  /** All that the deployment has, the default first. */
  readonly names: readonly string[];
  /** Absent: the first provider's. */
  readonly definition?: ProviderDefinition;
}

/** The id that the provider knows the task by. */
export const idAtProvider = ({ taskId, providerTaskId }: Named & TaskOrigin): string =>
  providerTaskId ?? taskId;

export const providerOf = ({ provider = firstProvider }: TaskOrigin): string => provider;

/**
 * What a provider's task is called here, and whose it is. The tasks of the deployment's default provider, the first of
 * `names`, are called by their own id, and those of the others `{provider}:{id}`: equal ids of two providers are two tasks.
 * An id of the default provider that could be taken for such a name has the provider before it, too.
 */
export const originOf = (id: string, { name, names, definition }: ProviderChoice): Named & TaskOrigin => {
  const taskId = name === names[0] && !isQualified(id, names) ? id : `${name}:${id}`;
  return {
    taskId,
    ...(name !== firstProvider && { provider: name }),
    ...(taskId !== id && { providerTaskId: id }),
    ...(definition && { terms: { kept: definition.kept, leastSeconds: definition.interval.leastSeconds } }),
  };
};

/** What a task is called here, of a name in which the default provider may be named although it need not be. */
export const plainTaskId = (taskId: string, names: readonly string[]): string => {
  const bare = taskId.startsWith(`${names[0]}:`) ? taskId.slice(`${names[0]}:`.length) : taskId;
  return isQualified(bare, names) ? taskId : bare;
};

const isQualified = (id: string, names: readonly string[]): boolean =>
  names.some((name) => id.startsWith(`${name}:`));
