import { isObject, type Json, linkOf, numberOf, parseObject } from './payload.ts';
import type { ProviderAnswer, UnclearReason } from './provider.ts';
import {
  errorCode,
  errorMessage,
  known,
  statusMeaning,
  statusWord,
  taskPayload,
  videoLink,
} from './task-payload.ts';

/** The provider's response to a poll. */
export interface ProviderReply {
  readonly httpStatus: number;
  readonly body: string;
  /** More was sent than was read. */
  readonly truncated: boolean;
  readonly retryAfterSeconds?: number;
}

/** What a reply means. Total: whatever the provider sends is one of the answers, and nothing is thrown. */
export const classify = (reply: ProviderReply): ProviderAnswer => {
  const answer = ofHttpStatus(reply) ?? ofBody(reply);
  return typeof answer === 'object' ? answer : unclear(answer, reply);
};

const unclear = (reason: UnclearReason, { retryAfterSeconds }: ProviderReply): ProviderAnswer => ({
  kind: 'unclear',
  reason,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

const ofHttpStatus = ({ httpStatus, body }: ProviderReply): ProviderAnswer | UnclearReason | undefined => {
  if (httpStatus >= 200 && httpStatus <= 299) return undefined;
  // Also what a task that is already accepted gets for a moment: no proof that the key is wrong.
  if (httpStatus === 401 || httpStatus === 403) return 'unauthorized';
  if (httpStatus === 429) return 'throttled';
  if (httpStatus >= 500) return 'server_error';
  if (httpStatus !== 404) return 'unexpected';
  // The gateway's word for a path that it does not know: a wrong base URL says nothing of the task.
  if (/no handler found/i.test(body)) return 'wrong_path';
  // Nor does the page of a proxy before it, when the provider moves: only its own application answers in JSON.
  return parseObject(body) ? { kind: 'not_found' } : 'unexpected';
};

const ofBody = ({ body, truncated }: ProviderReply): ProviderAnswer | UnclearReason => {
  if (truncated) return 'too_large';
  const json = parseObject(body);
  if (!json) return 'not_json';
  const payload = taskPayload(json);
  return payload ? ofTask(payload, json) : withoutTask(json);
};

const ofTask = (payload: Json, whole: Json): ProviderAnswer | UnclearReason => {
  const status = statusMeaning(payload);
  const also = { ...known(whole), ...known(payload) };
  switch (status) {
    case 'queued':
    case 'processing':
      return { kind: 'pending', status, ...also };
    case 'completed':
      return { ...result(payload, whole), ...also };
    case 'failed': {
      const message = errorMessage(payload) ?? errorMessage(whole) ?? 'The provider gave no reason.';
      return { kind: 'failed', message, ...also };
    }
    case 'cancelled':
    case 'expired':
      return { kind: status, ...also };
    default:
      return 'unknown_status';
  }
};

/** A film longer than this is not one of Seedance's, whatever the unit. */
const maxFilmSeconds = 3_600;

const result = (payload: Json, whole: Json): ProviderAnswer => {
  const videoUrl = videoLink(payload) ?? videoLink(whole);
  if (videoUrl === undefined) {
    const image = [payload, whole].some((place) => linkOf(place.image_url) !== undefined);
    return { kind: image ? 'not_a_video' : 'completed_without_video' };
  }
  const seconds = numberOf(payload.actualDuration) ?? 0;
  const sane = seconds > 0 && seconds <= maxFilmSeconds;
  return { kind: 'completed', videoUrl, ...(sane ? { durationSeconds: seconds } : {}) };
};

const loginFailed = /登录|认证|鉴权|authenticat|unauthori[sz]ed|api[ _-]?key|invalid token/i;
const tooOften = /频繁|限流|too many requests|rate.?limit/i;

/** A success of HTTP with no task in it is an error, and never "still running". */
const withoutTask = (json: Json): ProviderAnswer | UnclearReason => {
  const inner = isObject(json.data) ? json.data : {};
  const code = errorCode(json) ?? '';
  const said = `${code} ${errorMessage(json) ?? errorMessage(inner) ?? ''}`;
  if (code === '401' || code === '403' || loginFailed.test(said)) return 'unauthorized';
  if (code === '429' || tooOften.test(said)) return 'throttled';
  if (code === '404') return { kind: 'not_found' };
  return statusWord(json) === undefined ? 'no_status' : 'unknown_status';
};
