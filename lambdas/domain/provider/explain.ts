import type { ProviderDefinition } from '../../contract/provider-definition.ts';
import { shapeOf } from './answer-shape.ts';
import { classify, classifyResult } from './classify.ts';
import { isObject, type Json, looksLikeJson, parseJson, parseObject } from './json.ts';
import type { ProviderAnswer } from './provider.ts';
import { hasResultElsewhere, taskUrls } from './task-urls.ts';
import { valueAt } from './translate.ts';

/** An answer of a provider that somebody has at hand. */
export interface GivenAnswer {
  readonly httpStatus: number;
  readonly body: string;
}

export interface GivenAnswers extends GivenAnswer {
  /** The task that was asked about, if the answer's own id is to be compared. */
  readonly taskId?: string;
  /** To the second request, of a provider that has the result at another place. */
  readonly result?: GivenAnswer;
}

/** What was taken from an answer, and what was left. */
export interface Explanation {
  readonly answer: ProviderAnswer;
  /** The second request would be made now. */
  readonly asksForResult: boolean;
  /** The documented places that hold something, in the order in which they are looked at. */
  readonly read: readonly { readonly what: string; readonly place: string; readonly value: string }[];
  /** Where else something stands. It may be of use all the same: links and reasons are searched for. */
  readonly notRead: readonly string[];
  /** Keys and types without values; absent if the body is no JSON object. */
  readonly shape?: string;
}

const maxPlaces = 100;
const maxValueLength = 300;
const maxDepth = 8;

/**
 * What an answer would be taken for, and by what of it. Nothing is asked of the provider, and nothing is recorded.
 * `form` absent: answers are read like those of an unknown provider, as the first provider's are.
 */
export const explain = (
  definition: ProviderDefinition,
  baseUrl: string,
  given: GivenAnswers,
  form: ProviderDefinition | undefined,
): Explanation => {
  const urls = given.taskId === undefined ? undefined : taskUrls(definition, baseUrl, given.taskId);
  const first = classify({
    ...replyOf(given),
    ...(form && { form }),
    ...(urls && { polledId: urls.id }),
    ...(urls?.file !== undefined && { fileLink: urls.file }),
  });
  const elsewhere = hasResultElsewhere(definition, first);
  const { result } = given;
  const answer = elsewhere && result ? classifyResult({ ...replyOf(result), form: definition }) : first;
  const json = parseObject((elsewhere && result ? result : given).body);
  return {
    answer,
    asksForResult: elsewhere && !result,
    ...(json ? { ...placesOf(json, definition), shape: shapeOf(json) } : { read: [], notRead: [] }),
  };
};

const replyOf = ({ httpStatus, body }: GivenAnswer) => ({ httpStatus, body, truncated: false });

const placesOf = (json: Json, { places }: ProviderDefinition): Pick<Explanation, 'read' | 'notRead'> => {
  const read = Object.entries(places).flatMap(([what, all]) =>
    (all as readonly string[]).flatMap((place) => {
      const value = valueAt(json, place);
      if (value === undefined || value === null || value === '') return [];
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return [{ what, place, value: text.slice(0, maxValueLength).toWellFormed() }];
    }),
  );
  const notRead = leavesOf(json).filter(
    (leaf) => !read.some(({ place }) => leaf === place || leaf.startsWith(`${place}.`)),
  );
  return { read, notRead: notRead.slice(0, maxPlaces) };
};

/** Where something stands, JSON in texts included. */
const leavesOf = (value: unknown, place = '', depth = maxDepth): readonly string[] => {
  const inner = typeof value === 'string' && looksLikeJson(value) ? parseJson(value) : value;
  const entries = Array.isArray(inner)
    ? inner.slice(0, maxPlaces).map((one, index) => [String(index), one] as const)
    : isObject(inner)
      ? Object.entries(inner)
      : [];
  if (entries.length === 0 || depth === 0) {
    return inner === null || inner === '' || inner === undefined ? [] : [place.slice(0, maxValueLength)];
  }
  return entries
    .slice(0, maxPlaces)
    .flatMap(([name, one]) => leavesOf(one, place === '' ? name : `${place}.${name}`, depth - 1))
    .slice(0, maxPlaces + 1);
};
