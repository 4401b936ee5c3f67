import type { IncomingMessage } from 'node:http';
import type { ProviderDefinition } from '../../../lambdas/contract/provider-definition.ts';
import { type Dialect, dialectOf, resultReply } from './dialect.ts';
import { notFound, unauthorized, wrongPath } from './refusals.ts';
import type { SimulatedReply } from './reply.ts';
import type { SimulatedTask } from './simulated-tasks.ts';

/** What the other providers share with the first one: its tasks, its misbehaviours, its videos. */
export interface SharedTasks {
  /** By the last part of its id. */
  find(plainId: string): SimulatedTask | undefined;
  poll(task: SimulatedTask | undefined, speak: Dialect['spoken']): SimulatedReply;
  /** What is true of a task now, in the first provider's words. */
  truth(task: SimulatedTask): Readonly<Record<string, unknown>>;
  create(request: IncomingMessage, provider: string): Promise<SimulatedReply>;
}

/** What a request leads to: an answer, or a task's file. */
export type Led = { readonly reply: SimulatedReply } | { readonly videoOf: SimulatedTask };

export interface DialectHost {
  readonly dialect: Dialect;
  /** Below the origin, without a slash at its end. */
  readonly path: string;
  readonly key: string;
  answer(request: IncomingMessage): Promise<Led>;
}

/** Where tasks are created: at a path of the simulation alone, if the body of a real creation differs from model to model. */
export const creationPath = ({ creation }: ProviderDefinition): string =>
  creation?.path ?? '/simulated-tasks';

/** A path with `{…}` in it, as an expression that finds the id. */
const expression = (base: string, path: string): RegExp => {
  const escaped = path.replaceAll(/[.?]/g, '\\$&');
  return new RegExp(`^${base}${escaped.replace('{id}', '(?<id>[^/?]+)').replaceAll(/\{\w+\}/g, '[^/?]+')}$`);
};

/** One of the other providers on the simulated provider's server, below `/as/{name}`. */
export const dialectHost = (name: string, key: string, tasks: SharedTasks): DialectHost => {
  const dialect = dialectOf(name);
  const { definition } = dialect;
  const path = `/as/${name}`;
  const poll = expression(path, definition.poll.path);
  const result = definition.result && expression(path, definition.result.path);
  const file = definition.file && expression(path, definition.file.path);
  const idIn = (pattern: RegExp | undefined, url: string): string | undefined => {
    const id = pattern?.exec(url)?.groups?.id;
    return id === undefined ? undefined : decodeURIComponent(id);
  };
  /** Tasks of one provider are no tasks of another one. */
  const find = (id: string): SimulatedTask | undefined => {
    const task = tasks.find(id);
    return task?.as === name ? task : undefined;
  };

  const answer = async (request: IncomingMessage): Promise<Led> => {
    const { url = '', method = 'GET' } = request;
    const { header, scheme } = definition.key;
    if (request.headers[header] !== (scheme === undefined ? key : `${scheme} ${key}`)) {
      return { reply: unauthorized() };
    }
    if (method === 'POST' && url === path + creationPath(definition)) {
      return { reply: await tasks.create(request, name) };
    }
    const [polled, resulting, wanted] = [idIn(poll, url), idIn(result, url), idIn(file, url)];
    if (polled !== undefined) return { reply: tasks.poll(find(polled), dialect.spoken) };
    const task = find(resulting ?? wanted ?? '');
    if (resulting !== undefined)
      return { reply: task ? resultReply(dialect, tasks.truth(task)) : notFound() };
    if (wanted === undefined) return { reply: wrongPath(method, url) };
    return task ? { videoOf: task } : { reply: notFound() };
  };
  return { dialect, path, key, answer };
};
