import { isObject, type Json, looksLikeJson, parseObject } from './json.ts';
import { linkOf, plainText, textOf, timeOf } from './payload.ts';
import type { Known } from './provider.ts';
import { isDocumented, meaningOfWord, type StatusMeaning } from './status-words.ts';

const statusNames = ['status', 'task_status', 'taskStatus', 'state'] as const;

/** The word that says how the task is; `undefined` if there is none. */
export const statusWord = (payload: Json): string | undefined =>
  statusNames
    .map((name) => (typeof payload[name] === 'string' ? textOf(payload[name]) : undefined))
    .find((word) => word !== undefined);

export const statusMeaning = (payload: Json): StatusMeaning | undefined =>
  meaningOfWord(statusWord(payload) ?? '');

const envelopes = ['data', 'result', 'task', 'output'] as const;

/** The task in an answer: in an envelope, whose own `status` then says nothing of the task, or at the top. */
export const taskPayload = (json: Json): Json | undefined =>
  [...envelopes.map((name) => onlyObject(json[name])), json].filter(isObject).find(isTask);

/** An object, the only one of a list, or one that came as JSON in a string. */
const onlyObject = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.length === 1 ? value[0] : undefined;
  return typeof value === 'string' && looksLikeJson(value) ? parseObject(value) : value;
};

const idNames = ['id', 'task_id', 'taskId'] as const;
const marks = [...idNames, 'model', 'created', 'created_at', 'createdAt'] as const;

/** A word that is not documented counts only together with something that only a task has: an error may say `status` too. */
const isTask = (payload: Json): boolean => {
  const word = statusWord(payload);
  if (word === undefined) return false;
  const marked = marks.some((name) => textOf(payload[name]) !== undefined);
  return isDocumented(word) || marked || videoLink(payload) !== undefined;
};

/** The ids that an answer gives its task. A number is a row of somebody's table unless the id that was polled is one, too. */
export const taskIdsIn = (payload: Json, polledId: string): readonly string[] =>
  idNames.flatMap((name) => {
    const id = textOf(payload[name]);
    const counts = typeof payload[name] === 'string' || /^\d+$/.test(polledId);
    return id !== undefined && counts ? [id] : [];
  });

const linkNames = ['video_url', 'result_url', 'videoUrl', 'url'] as const;
const linkHolders = ['content', 'output', 'data', 'result'] as const;

/** The link where it is known to be. The most telling name first, and each name first at the top. */
export const videoLink = (payload: Json): string | undefined => {
  const places = [payload, ...linkHolders.map((name) => payload[name])].filter(isObject);
  return linkNames
    .flatMap((name) => places.map((place) => linkOf(place[name])))
    .find((link) => link !== undefined);
};

export const known = (payload: Json): Known => {
  const model = typeof payload.model === 'string' ? plainText(payload.model, 100) : '';
  const createdAt = timeOf(payload.created ?? payload.created_at ?? payload.createdAt);
  return { ...(model === '' ? {} : { model }), ...(createdAt === undefined ? {} : { createdAt }) };
};
