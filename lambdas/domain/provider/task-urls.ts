import type { ProviderDefinition } from '../../contract/provider-definition.ts';
import type { ProviderAnswer } from './provider.ts';

/** Where a provider is asked about one task. */
export interface TaskUrls {
  /** The part of the task's id that the provider's answers have. */
  readonly id: string;
  readonly poll: string;
  readonly result?: string;
  readonly file?: string;
}

/**
 * The URLs of a task below `baseUrl`, which has no slash at its end. `undefined` for an id that is none of this provider's:
 * not of its form, or with a part that no encoding keeps a URL from taking for a step up.
 */
export const taskUrls = (
  { taskId: form, poll, result, file }: ProviderDefinition,
  baseUrl: string,
  taskId: string,
): TaskUrls | undefined => {
  const parts = form === undefined ? { id: taskId } : new RegExp(form.pattern, 'u').exec(taskId)?.groups;
  const id = parts?.id;
  if (!parts || id === undefined || Object.values(parts).some((part) => part === '.' || part === '..')) {
    return undefined;
  }
  const url = ({ path }: { readonly path: string }): string =>
    baseUrl + path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parts[name] ?? ''));
  return {
    id,
    poll: url(poll),
    ...(result && { result: url(result) }),
    ...(file && { file: url(file) }),
  };
};

/** Whether the provider says that the task is finished, and has the result at another place. */
export const hasResultElsewhere = (
  { result }: Pick<ProviderDefinition, 'result'>,
  answer: ProviderAnswer,
): boolean =>
  result !== undefined &&
  (answer.kind === 'completed' || answer.kind === 'completed_without_video' || answer.kind === 'not_a_video');
