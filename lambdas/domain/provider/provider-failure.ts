import type { FailureReason } from '../task/failure-reason.ts';
import { reasonOf, type Said } from './failure-rules.ts';
import { isObject, type Json, looksLikeJson, parseJson } from './json.ts';
import { plainText, textOf } from './payload.ts';

/** Why a generation failed. */
export interface Failure {
  /** The provider's words, for people: at most 1,000 characters. */
  readonly message: string;
  /** The provider's own code, at most 100 characters. */
  readonly providerCode?: string;
  readonly reason: FailureReason;
}

const names = (text: string): readonly string[] => text.split(' ');

/** Where public relays and clients put the reason of a failure. */
const reasonNames = names(
  'error errors fail_reason failReason failure_reason failureReason fail_msg failMsg failure_message failureMessage ' +
    'error_message errorMessage error_msg errorMsg err_msg errMsg errmsg error_reason errorReason task_status_msg ' +
    'taskStatusMsg status_msg statusMsg status_message reason raiMediaFilteredReasons',
);
/** Said of the whole answer as often as of the failure, so looked at after those. */
const generalNames = names('message msg detail details');
const holders = names('data result output task response base_resp baseResp generateVideoResponse');
const codeNames = names(
  'code error_code errorCode err_code errCode ErrCodeExt fail_code failCode failure_code failureCode status_code statusCode',
);

/** Says nothing of a failure. */
const allIsWell =
  /^(?:(?:ok|okay|success(?:ful(?:ly)?)?|succeed(?:ed)?|completed?|done|null|none|undefined|false|0|2\d\d|20000)[.!]?|.{0,4}成功)$/i;

const maxDepth = 6;
/** Of a list, and of all that is said. */
const maxItems = 20;
/** Of what a message is made of, in characters. */
const maxTextLength = 10_000;

/** What is said of a failure in these places, the most telling first. */
export const failureIn = (places: readonly unknown[]): Failure | undefined => {
  const said = places.flatMap((place) => saidIn(place, maxDepth)).slice(0, maxItems);
  const [first] = said;
  if (!first) return undefined;
  const known = said.map((each) => ({ ...each, reason: reasonOf(each) }));
  // A relay's "task failed" may stand before what the model behind it says.
  const telling = known.find(({ reason }) => reason !== 'unknown') ?? {
    ...first,
    reason: 'unknown' as const,
  };
  const { code, reason } = telling;
  const message = telling.message ?? said.find((each) => each.message !== undefined)?.message ?? code ?? '';
  return { message, ...(code !== undefined && { providerCode: code }), reason };
};

export const errorMessage = (payload: Json): string | undefined =>
  saidIn(payload, maxDepth).find(({ message }) => message !== undefined)?.message;

/** The code of an answer, wherever an error is in it. */
export const errorCode = (payload: Json): string | undefined =>
  saidIn(payload, maxDepth).find(({ code }) => code !== undefined)?.code;

const saidIn = (value: unknown, depth: number): readonly Said[] => {
  if (depth === 0) return [];
  if (Array.isArray(value)) return value.slice(0, maxItems).flatMap((item) => saidIn(item, depth - 1));
  if (isObject(value)) return saidInObject(value, depth);
  const text = textOf(value);
  return text === undefined || allIsWell.test(text) ? [] : saidInText(text, depth);
};

const saidInObject = (value: Json, depth: number): readonly Said[] => {
  const said = [...reasonNames, ...generalNames, ...holders.filter((name) => holdsMore(value[name]))].flatMap(
    (name) => saidIn(value[name], depth - 1),
  );
  const code = codeIn(value, said.length > 0);
  if (code === undefined) return said;
  return said.length === 0 ? [{ code }] : said.map((each) => ({ code, ...each }));
};

const holdsMore = (value: unknown): boolean =>
  typeof value === 'object' || (typeof value === 'string' && looksLikeJson(value));

/** The `type` of an object that says something is its code if it has no other, as in OpenAI's and fal's errors. */
const codeIn = (value: Json, saysSomething = false): string | undefined => {
  const found = [...codeNames, ...(saysSomething ? ['type'] : [])]
    .map((name) => textOf(value[name]))
    .find((text) => text !== undefined && !allIsWell.test(text));
  return found === undefined ? undefined : plainText(found, 100) || undefined;
};

/** A sentence, JSON, or a sentence that ends in JSON: relays pass on what they were answered. */
const saidInText = (text: string, depth: number): readonly Said[] => {
  const json = looksLikeJson(text)
    ? text
    : text.slice(Math.max(text.indexOf('{'), 0), text.lastIndexOf('}') + 1);
  const parsed = json === '' ? undefined : parseJson(json);
  const inner = typeof parsed === 'object' ? saidIn(parsed, depth - 1) : [];
  const message = plainText(text.slice(0, maxTextLength));
  return inner.length > 0 || message === '' ? inner : [{ message }];
};
