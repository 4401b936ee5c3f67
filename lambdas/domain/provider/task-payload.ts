import { isObject, type Json, linkOf, plainText, textOf, timeOf } from './payload.ts';
import type { Known } from './provider.ts';

/** What a word for a task's status means. */
export type StatusMeaning = 'queued' | 'processing' | 'completed' | 'failed' | 'cancelled' | 'expired';

/** The documented word first; the others were met in clients that accept them defensively. */
const spellings = {
  queued: ['queued', 'pending', 'submitted', 'accepted', 'waiting', 'created'],
  processing: ['processing', 'running', 'in_progress', 'generating'],
  completed: ['completed', 'complete', 'succeeded', 'success', 'done', 'finished', 'ok'],
  failed: ['failed', 'fail', 'error'],
  cancelled: ['cancelled', 'canceled'],
  expired: ['expired'],
} as const satisfies Record<StatusMeaning, readonly string[]>;

const meanings: ReadonlyMap<string, StatusMeaning> = new Map(
  Object.entries(spellings).flatMap(([meaning, words]) =>
    words.map((word) => [word, meaning as StatusMeaning] as const),
  ),
);
const documented: ReadonlySet<string> = new Set(['queued', 'processing', 'completed', 'failed', 'cancelled']);

/** Lower case, with `_` between words; `undefined` if there is no word. */
export const statusWord = (payload: Json): string | undefined =>
  typeof payload.status === 'string'
    ? textOf(payload.status)
        ?.toLowerCase()
        .replaceAll(/[\s-]+/g, '_')
    : undefined;

export const statusMeaning = (payload: Json): StatusMeaning | undefined =>
  meanings.get(statusWord(payload) ?? '');

const envelopes = ['data', 'result'] as const;

/** The task in an answer: in an envelope, whose own `status` then says nothing of the task, or at the top. */
export const taskPayload = (json: Json): Json | undefined =>
  [...envelopes.map((name) => json[name]), json].filter(isObject).find(isTask);

const marks = ['id', 'task_id', 'taskId', 'model', 'created'] as const;

/** A word that is not documented counts only together with something that only a task has: an error may say `status` too. */
const isTask = (payload: Json): boolean => {
  const word = statusWord(payload);
  if (word === undefined) return false;
  const marked = marks.some((name) => textOf(payload[name]) !== undefined);
  return documented.has(word) || marked || videoLink(payload) !== undefined;
};

const linkNames = ['video_url', 'result_url', 'videoUrl', 'url'] as const;
const linkHolders = ['content', 'output', 'data', 'result'] as const;

/** The most telling name first, and each name first at the top. */
export const videoLink = (payload: Json): string | undefined => {
  const places = [payload, ...linkHolders.map((name) => payload[name])].filter(isObject);
  return linkNames
    .flatMap((name) => places.map((place) => linkOf(place[name])))
    .find((link) => link !== undefined);
};

export const known = (payload: Json): Known => {
  const model = typeof payload.model === 'string' ? plainText(payload.model, 100) : '';
  const createdAt = timeOf(payload.created);
  return { ...(model === '' ? {} : { model }), ...(createdAt === undefined ? {} : { createdAt }) };
};

/** What went wrong, for people: an error is a text, or an object that holds one. */
export const errorMessage = (payload: Json): string | undefined => {
  const { error } = payload;
  const held = isObject(error)
    ? (textOf(error.message) ?? textOf(error.msg) ?? textOf(error.code))
    : textOf(error);
  const found = held ?? textOf(payload.message) ?? textOf(payload.msg);
  return found === undefined ? undefined : plainText(found) || undefined;
};

export const errorCode = (payload: Json): string | undefined =>
  (isObject(payload.error) ? textOf(payload.error.code) : undefined) ?? textOf(payload.code);
