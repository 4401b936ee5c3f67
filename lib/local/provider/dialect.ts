import type { ProviderDefinition, StatusMeaning } from '../../../lambdas/contract/provider-definition.ts';
import { providerDefinition, providerNames } from '../../options/providers.ts';
import { UsageError } from '../command-line.ts';
import { json, type SimulatedReply } from './reply.ts';

type Payload = Readonly<Record<string, unknown>>;

/** How another provider than the first says what it has to say: paths, key, and the places and words of its answers. */
export interface Dialect {
  readonly name: string;
  readonly definition: ProviderDefinition;
  /** A task's id in the form that this provider gives its ids. */
  idOf(plain: string): string;
  /** An answer of the first provider in this one's words; as it is if it has no status that this one knows. */
  spoken(answer: Payload): Payload;
  /** Whether a task can end so, as far as this provider can say it. */
  canSay(end: StatusMeaning): boolean;
}

/** What documented answers have around, and what in them is JSON in a text. */
const peculiarities: Readonly<Record<string, { readonly around?: Payload; readonly text?: string }>> = {
  kie: { around: { code: 200, message: 'success' }, text: 'resultJson' },
  wavespeed: { around: { code: 200, message: 'success' } },
  openai: { around: { object: 'video', progress: 40, expires_at: null } },
  replicate: { around: { logs: '', data_removed: false } },
};

/** As `definition` says, by the definition alone if nothing peculiar is known of it. */
export const dialectOf = (name: string): Dialect => {
  const definition = providerDefinition(name);
  const { places, words, createdUnit, result } = definition;
  const { around = {}, text } = peculiarities[name] ?? {};
  const wordFor = (meaning: unknown): string | undefined =>
    Object.entries(words).find(([, means]) => means === meaning)?.[0];
  /** Where there is a second request, the end is told as one word, and what it was only there. */
  const told = (meaning: unknown): string | undefined =>
    wordFor(meaning) ?? (result && meaning === 'failed' ? wordFor('completed') : undefined);
  return {
    name,
    definition,
    idOf: (plain) => {
      const example = definition.taskId?.example;
      return example === undefined ? plain : example.replace(/[^/]+$/, plain);
    },
    canSay: (end) => told(end) !== undefined,
    spoken: (answer) => {
      const { id, status, video_url: link, error, created, model, object: _, ...rest } = answer;
      const word = told(status);
      if (word === undefined) return withPlainIds(answer, definition);
      const target: Record<string, unknown> = { ...around };
      const holder = holderOf(target, places.status[0] ?? 'status');
      Object.assign(holder, rest);
      put(target, places.status[0], word);
      put(target, places.id[0], typeof id === 'string' ? (id.split('/').at(-1) ?? id) : id);
      put(target, places.model[0], model);
      put(target, places.created[0], timeOf(created, createdUnit));
      if (!result) {
        if (typeof link === 'string' && !definition.file) put(target, places.link[0], link);
        else if (link !== null && typeof link !== 'string')
          Object.assign(holder, link && { video_url: link });
        putError(target, places, error);
      }
      if (text !== undefined) holder[text] = holder[text] === undefined ? '' : JSON.stringify(holder[text]);
      return target;
    },
  };
};

/** An answer that is spoilt on purpose has the ids of this provider all the same, wherever they stand. */
const withPlainIds = (answer: Payload, { taskId }: ProviderDefinition): Payload => {
  const before = taskId?.example.replace(/[^/]+$/, '') ?? '';
  return before === '' ? answer : JSON.parse(JSON.stringify(answer).replaceAll(before, ''));
};

/** What a second request for the result of a finished task gets: the model's output, or its error. */
export const resultReply = ({ definition: { places } }: Dialect, answer: Payload): SimulatedReply => {
  const target: Record<string, unknown> = {};
  const { status, video_url: link, error } = answer;
  if (status === 'failed') {
    putError(target, places, error);
    return json(422, target);
  }
  if (status !== 'completed') return json(400, { detail: 'Request is still in progress' });
  put(target, places.link[0], link);
  return json(200, target);
};

const putError = (
  target: Record<string, unknown>,
  places: ProviderDefinition['places'],
  error: unknown,
): void => {
  if (error === null || error === undefined) return;
  const { code, message } = (typeof error === 'object' ? error : { message: error }) as Payload;
  put(target, places.error[0], message);
  put(target, places.code[0], code);
};

const timeOf = (created: unknown, unit: ProviderDefinition['createdUnit']): unknown => {
  if (typeof created !== 'number') return created;
  return unit === 's' ? created : unit === 'ms' ? created * 1000 : new Date(created * 1000).toISOString();
};

/** The object around the last name of a place, made if need be. A number among the names makes a list. */
const holderOf = (target: Record<string, unknown>, place: string): Record<string, unknown> => {
  const names = place.split('.');
  let holder = target;
  for (const [index, name] of names.slice(0, -1).entries()) {
    holder[name] ??= /^\d+$/.test(names[index + 1] ?? '') ? [] : {};
    holder = holder[name] as Record<string, unknown>;
  }
  return holder;
};

const put = (target: Record<string, unknown>, place: string | undefined, value: unknown): void => {
  if (place === undefined || value === undefined || value === null) return;
  holderOf(target, place)[place.split('.').at(-1) ?? ''] = value;
};

/** The names in the value of a command's option. Throws a `UsageError` for one that is unknown. */
export const providersIn = (text: string, option: string): readonly string[] => {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !providerNames.includes(name));
  if (unknown === undefined) return [...new Set(names)];
  throw new UsageError(`${option} must be among ${providerNames.join(', ')}, and has "${unknown}"`);
};
