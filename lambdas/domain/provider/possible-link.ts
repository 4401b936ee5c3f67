import { isObject, type Json } from './json.ts';
import { needsKey, searchVideoLink } from './link-search.ts';
import { failureIn } from './provider-failure.ts';
import { videoLink } from './task-payload.ts';

/** What envelopes say of a request that went well. */
const fine = /^(?:success(?:ful(?:ly)?)?|ok|succeeded|成功|操作成功|请求成功|0|200)\W*$/i;

/**
 * The link in an answer about the polled task whose status is a number, or a word that nobody knows, and that names no
 * error. One provider's 2 is a success and another's a failure, so the number itself says nothing: the link is taken
 * only when the provider is about to delete the video.
 */
export const possibleLink = (json: Json, polledId: string | undefined): string | undefined => {
  if (polledId === undefined || !isAbout(json, polledId)) return undefined;
  const inner = Object.values(json).filter(isObject);
  const failures = [json, ...inner].map((place) => failureIn([place]));
  if (failures.some((failure) => failure !== undefined && !fine.test(failure.message))) return undefined;
  const named = videoLink(json);
  return searchVideoLink(json) ?? (named !== undefined && !needsKey(named) ? named : undefined);
};

const anyId = /"(?:\w*_)?id":|"\w*Id":/i;

/** The id stands somewhere in the answer, as a text or a number of its own, or the answer names nothing by an id. */
const isAbout = (json: Json, polledId: string): boolean => {
  const text = JSON.stringify(json);
  const isNumber = /^\d+$/.test(polledId);
  if (!anyId.test(text)) return true;
  return text.includes(JSON.stringify(polledId)) || (isNumber && new RegExp(`:${polledId}[,}]`).test(text));
};
