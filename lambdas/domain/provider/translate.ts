import type { ProviderDefinition, TimeUnit } from '../../contract/provider-definition.ts';
import { second } from '../task/time.ts';
import { isObject, type Json, looksLikeJson, parseJson } from './json.ts';
import { linkOf, numberOf, textOf } from './payload.ts';

/** What of a provider's definition its answers are read by. */
export type AnswerForm = Pick<ProviderDefinition, 'places' | 'words' | 'createdUnit'>;

/**
 * A provider's answer in the form of the first provider's, so that one classifier reads both: what the definition names
 * is put where that form has it, and all else is left as it came. `undefined` if the definition does not fit, because the
 * status is elsewhere or its word is another: the answer is then read like that of an unknown provider.
 * `fileLink` is where the file lies if the answer has no link to it.
 */
export const translated = (answer: Json, form: AnswerForm, fileLink?: string): Json | undefined => {
  for (const place of form.places.status) {
    const word = textOf(valueAt(answer, place));
    const meaning = word === undefined ? undefined : meaningIn(form, word);
    const around = valueAt(answer, place.split('.').slice(0, -1).join('.'));
    if (meaning !== undefined && isObject(around)) {
      return { ...around, ...found(answer, form, fileLink), status: meaning };
    }
  }
  return undefined;
};

/** The answer to a request for the result, which has no status of its own: that the task is finished is known. */
export const translatedResult = (answer: Json, form: AnswerForm): Json => ({
  ...answer,
  ...found(answer, form),
  status: 'completed',
});

/** What an answer to a request for the result says if it is an error of the task; `undefined` if it is none. */
export const resultError = (answer: Json, form: AnswerForm): Json | undefined => {
  const error = errorIn(answer, form);
  return error && { status: 'failed', error };
};

const meaningIn = ({ words }: AnswerForm, word: string) => {
  const plain = word.toLowerCase();
  return Object.hasOwn(words, plain) ? words[plain] : undefined;
};

const found = (answer: Json, form: AnswerForm, fileLink?: string): Json => {
  const { places, createdUnit } = form;
  const entries = {
    id: firstAt(answer, places.id, textOf),
    video_url: firstAt(answer, places.link, linkOf) ?? fileLink,
    error: errorIn(answer, form),
    model: firstAt(answer, places.model, textOf),
    created: firstAt(answer, places.created, (value) => timeIn(value, createdUnit)),
    usage: firstAt(answer, places.usage, (value) => value ?? undefined),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
};

const errorIn = (answer: Json, { places }: AnswerForm): Json | undefined => {
  const message = firstAt(answer, places.error, textOf);
  const code = firstAt(answer, places.code, textOf);
  if (message === undefined && code === undefined) return undefined;
  return { ...(message !== undefined && { message }), ...(code !== undefined && { code }) };
};

/** In milliseconds, which the classifier tells from seconds by their size; ISO times as they are. */
const timeIn = (value: unknown, unit: TimeUnit): number | string | undefined => {
  if (unit === 'iso') return textOf(value);
  const number = numberOf(value);
  return number === undefined ? undefined : unit === 's' ? number * second : number;
};

const firstAt = <T>(
  answer: Json,
  places: readonly string[],
  read: (value: unknown) => T | undefined,
): T | undefined => places.map((place) => read(valueAt(answer, place))).find((value) => value !== undefined);

/** What stands at a place; the whole answer at the empty one. */
export const valueAt = (answer: Json, place: string): unknown => {
  let value: unknown = answer;
  for (const name of place === '' ? [] : place.split('.')) {
    if (typeof value === 'string' && looksLikeJson(value)) value = parseJson(value);
    if (Array.isArray(value)) value = value[Number(name)];
    else if (isObject(value) && Object.hasOwn(value, name)) value = value[name];
    else return undefined;
  }
  return value;
};
