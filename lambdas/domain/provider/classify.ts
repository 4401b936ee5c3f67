import { shapeOf } from './answer-shape.ts';
import { generationFacts } from './generation-facts.ts';
import { isObject, type Json, parseJson, parseObject } from './json.ts';
import { needsKey, searchVideoLink } from './link-search.ts';
import { linkOf, numberOf } from './payload.ts';
import { possibleLink } from './possible-link.ts';
import type { ProviderAnswer, UnclearReason } from './provider.ts';
import { errorCode, errorMessage, type Failure, failureIn } from './provider-failure.ts';
import { stillLinks } from './still-links.ts';
import { known, statusMeaning, statusWord, taskIdsIn, taskPayload, videoLink } from './task-payload.ts';
import { taskById } from './task-search.ts';
import { type AnswerForm, resultError, translated, translatedResult } from './translate.ts';

/** The provider's response to a request. */
export interface ProviderReply {
  readonly httpStatus: number;
  readonly body: string;
  /** More was sent than was read. */
  readonly truncated: boolean;
  readonly retryAfterSeconds?: number;
  /** The id of the task that was polled; absent for a creation, which has none yet. */
  readonly polledId?: string;
  /** How this provider's answers are read; absent: like those of an unknown one. */
  readonly form?: AnswerForm;
  /** Where the file of this task lies if the answer has no link to it. */
  readonly fileLink?: string;
}

/** What a reply means. Total: whatever the provider sends is one of the answers, and nothing is thrown. */
export const classify = (reply: ProviderReply): ProviderAnswer => {
  const whole = reply.truncated ? undefined : (parseObject(reply.body) ?? listIn(reply.body));
  const json = whole && withTask(whole, reply);
  const answer = ofHttpStatus(reply, json) ?? ofBody(reply, json);
  return typeof answer === 'object' ? answer : unclear(answer, reply, json);
};

/** A bare list of tasks. */
const listIn = (body: string): Json | undefined => {
  const value = parseJson(body);
  return Array.isArray(value) && value.length > 0 && value.every(isObject) ? { data: value } : undefined;
};

/** What the answer to a request for the result of a finished task means: the model's output, or its error. */
export const classifyResult = (reply: ProviderReply & { readonly form: AnswerForm }): ProviderAnswer => {
  const json = reply.truncated ? undefined : parseObject(reply.body);
  const { httpStatus, form } = reply;
  const fine = httpStatus >= 200 && httpStatus <= 299;
  // A refused key and too many requests say nothing of the task, and neither does what is no answer of the application.
  const passing = [401, 403, 404, 408, 429].includes(httpStatus);
  const payload =
    json && (fine ? translatedResult(json, form) : passing ? undefined : resultError(json, form));
  const answer = (payload && ofTask(payload, json)) ?? ofHttpStatus(reply, json) ?? ofBody(reply, json);
  return typeof answer === 'object' ? answer : unclear(answer, reply, json);
};

/** The task in an answer: as its provider documents it, or else wherever one is known to stand. */
const taskIn = (json: Json, { form, fileLink }: ProviderReply): Json | undefined =>
  (form && translated(json, form, fileLink)) ?? taskPayload(json);

/** An answer as it is, or no more of it than the polled task if nobody expects a task where that one stands. */
const withTask = (json: Json, reply: ProviderReply): Json => {
  const { polledId } = reply;
  const payload = taskIn(json, reply);
  if (polledId === undefined || (payload && statusMeaning(payload) !== undefined)) return json;
  const task = taskById(json, polledId);
  return task ? { data: task } : json;
};

/** Reasons for which the answer itself must be looked at. */
const unreadable: readonly UnclearReason[] = ['no_status', 'unknown_status', 'other_task'];

/** Reasons for which the answer may be the finished task all the same. */
const lacksStatus: readonly UnclearReason[] = ['no_status', 'unknown_status'];

const unclear = (reason: UnclearReason, reply: ProviderReply, json: Json | undefined): ProviderAnswer => {
  const { retryAfterSeconds } = reply;
  const fits = json && lacksStatus.includes(reason) && reply.httpStatus <= 299;
  const videoUrl = fits ? possibleLink(json, reply.polledId) : undefined;
  return {
    kind: 'unclear',
    reason,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(json && unreadable.includes(reason) ? { shape: shapeOf(json) } : {}),
    ...(videoUrl !== undefined && { videoUrl }),
  };
};

const ofHttpStatus = (
  reply: ProviderReply,
  json: Json | undefined,
): ProviderAnswer | UnclearReason | undefined => {
  const { httpStatus, body } = reply;
  if (httpStatus >= 200 && httpStatus <= 299) return undefined;
  if (json && isPlainlyFinal(reply, json)) return undefined;
  // Also what a task that is already accepted gets for a moment: no proof that the key is wrong.
  if (httpStatus === 401 || httpStatus === 403) return 'unauthorized';
  if (httpStatus === 429) return 'throttled';
  if (httpStatus >= 500) return 'server_error';
  // As new-api answers for a task that it does not have.
  const saysNothingElse = json && reply.polledId !== undefined && statusWord(json) === undefined;
  if (httpStatus === 400 && saysNothingElse && noSuchTask.test(errorWords(json)))
    return { kind: 'not_found' };
  if (httpStatus !== 404) return 'unexpected';
  // The gateway's word for a path that it does not know: a wrong base URL says nothing of the task.
  if (/no handler found/i.test(body)) return 'wrong_path';
  // Nor does the page of a proxy before it, when the provider moves: only its own application answers in JSON.
  return json ? { kind: 'not_found' } : 'unexpected';
};

/** Some relays send a task that has failed with an error's HTTP status. It is believed if it is the task that was polled. */
const isPlainlyFinal = (reply: ProviderReply, json: Json): boolean => {
  const { polledId } = reply;
  const payload = taskIn(json, reply);
  if (!payload || polledId === undefined || !idsIn(payload, json, polledId).includes(polledId)) return false;
  const meaning = statusMeaning(payload);
  return meaning !== undefined && meaning !== 'queued' && meaning !== 'processing';
};

const idsIn = (payload: Json, whole: Json, polledId: string): readonly string[] =>
  [payload, whole].flatMap((place) => taskIdsIn(place, polledId));

/**
 * An answer about another task must never end this one, least of all with that one's video. The task's own ids decide: an
 * envelope around it may have the id of the request, which denies nothing.
 */
const isOtherTask = (payload: Json, whole: Json, polledId: string): boolean =>
  taskIdsIn(payload, polledId).length > 0 && !idsIn(payload, whole, polledId).includes(polledId);

const ofBody = (reply: ProviderReply, json: Json | undefined): ProviderAnswer | UnclearReason => {
  const { truncated, polledId } = reply;
  if (truncated) return 'too_large';
  if (!json) return 'not_json';
  const payload = taskIn(json, reply);
  if (!payload) return withoutTask(json, polledId !== undefined);
  if (polledId !== undefined && isOtherTask(payload, json, polledId)) return 'other_task';
  return ofTask(payload, json);
};

const noReason = { message: 'The provider gave no reason.', reason: 'unknown' } as const;

/** What the answer says of the failure. Some say why in the word for the status alone, such as `nsfw` or `blocked`. */
const failureOf = (payload: Json, whole: Json): Failure => {
  const said = failureIn([payload, whole]) ?? noReason;
  const byWord = failureIn([{ error: statusWord(payload) }]);
  return said.reason === 'unknown' && byWord ? { ...said, reason: byWord.reason } : said;
};

const ofTask = (payload: Json, whole: Json): ProviderAnswer | UnclearReason => {
  const status = statusMeaning(payload);
  const generation = generationFacts([payload, whole]);
  const also = { ...known(whole), ...known(payload), ...(generation && { generation }) };
  switch (status) {
    case 'queued':
    case 'processing':
      return { kind: 'pending', status, ...also };
    case 'completed':
      return { ...result(payload, whole), ...also };
    case 'failed':
      return { kind: 'failed', ...failureOf(payload, whole), ...also };
    case 'cancelled':
    case 'expired':
      return { kind: status, ...failureIn([payload, whole]), ...also };
    default:
      return 'unknown_status';
  }
};

/** A film longer than this is not one of Seedance's, whatever the unit. */
const maxFilmSeconds = 3_600;

/** The link where it is known to be, or else anywhere. One that seems to need the API key is the last choice. */
const resultLink = (payload: Json, whole: Json): string | undefined => {
  const named = videoLink(payload) ?? videoLink(whole);
  if (named !== undefined && !needsKey(named)) return named;
  return searchVideoLink(payload) ?? searchVideoLink(whole) ?? named;
};

const result = (payload: Json, whole: Json): ProviderAnswer => {
  const videoUrl = resultLink(payload, whole);
  if (videoUrl === undefined) {
    const image = [payload, whole].some((place) => linkOf(place.image_url) !== undefined);
    if (image) return { kind: 'not_a_video' };
    return { kind: 'completed_without_video', shape: shapeOf(whole), ...failureIn([payload]) };
  }
  const seconds = numberOf(payload.actualDuration) ?? 0;
  const sane = seconds > 0 && seconds <= maxFilmSeconds;
  const stillUrls = stillLinks(whole);
  const hasStills = Object.keys(stillUrls).length > 0;
  return {
    kind: 'completed',
    videoUrl,
    ...(hasStills && { stillUrls }),
    ...(sane ? { durationSeconds: seconds } : {}),
  };
};

const loginFailed = /登录|认证|鉴权|authenticat|unauthori[sz]ed|api[ _-]?key|invalid token/i;
const tooOften = /频繁|限流|并发数?(?:过高|超限|已达)|too many requests|rate.?limit/i;

const noSuchTask =
  /\btask(?![a-z\d]).{0,80}(?<![a-z\d])(?:not[ _]found|not[ _]exist|doesn['’]t exist)|\bno such task\b|任务(?:id)?.{0,20}(?:不存在|未找到)|(?:找不到|未找到).{0,10}任务/i;

const errorWords = (json: Json): string => {
  const inner = isObject(json.data) ? json.data : {};
  return `${errorCode(json) ?? ''} ${errorMessage(json) ?? errorMessage(inner) ?? ''}`;
};

/** A success of HTTP with no task in it is an error, and never "still running". */
const withoutTask = (json: Json, isPoll: boolean): ProviderAnswer | UnclearReason => {
  const code = errorCode(json) ?? '';
  const said = errorWords(json);
  if (code === '401' || code === '403' || loginFailed.test(said)) return 'unauthorized';
  if (code === '429' || tooOften.test(said)) return 'throttled';
  if (code === '404' || (isPoll && noSuchTask.test(said))) return { kind: 'not_found' };
  return statusWord(json) === undefined ? 'no_status' : 'unknown_status';
};
