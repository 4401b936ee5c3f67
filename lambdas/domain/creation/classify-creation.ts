import { classify, type ProviderReply } from '../provider/classify.ts';
import { isObject, parseObject } from '../provider/json.ts';
import { textOf } from '../provider/payload.ts';
import type { ProviderAnswer } from '../provider/provider.ts';
import { errorMessage } from '../provider/provider-failure.ts';
import { known } from '../provider/task-payload.ts';
import { isTaskId } from '../task/task-id.ts';
import { type Creation, unavailableReasons } from './video-creation.ts';

/**
 * What the answer to a creation means. Every answer has a meaning, and a careful one: if a video may have been created
 * and the answer has no id, the outcome is unknown.
 */
export const classifyCreation = (reply: ProviderReply): Creation => {
  const answer = classify(reply);
  const surely = nothingCreated(answer, reply);
  if (surely) return surely;
  const places = placesIn(reply.body);
  const taskId = firstOf(
    places,
    ({ id, task_id, taskId }) => textOf(id) ?? textOf(task_id) ?? textOf(taskId),
  );
  const message = firstOf(places, errorMessage);
  const { httpStatus } = reply;
  if (httpStatus >= 200 && httpStatus <= 299) {
    if (taskId !== undefined && !isTaskId(taskId)) return { kind: 'unknown', reason: 'unusable_id' };
    if (taskId !== undefined) {
      const status = answer.kind === 'pending' ? { status: answer.status } : {};
      return { kind: 'created', taskId, ...Object.assign({}, ...places.map(known)), ...status };
    }
    if (message !== undefined) return { kind: 'refused', message };
  }
  // 408: it took the provider too long to hear us, whatever it made of what it heard.
  if (httpStatus >= 400 && httpStatus <= 499 && httpStatus !== 408) {
    return { kind: 'refused', message: message ?? `The provider answered HTTP ${httpStatus}.` };
  }
  return { kind: 'unknown', reason: answer.kind === 'unclear' ? answer.reason : 'no_id' };
};

/** Answers that are given before anything is made. */
const nothingCreated = (
  answer: ProviderAnswer,
  { retryAfterSeconds }: ProviderReply,
): Creation | undefined => {
  if (answer.kind === 'failed') return { kind: 'refused', message: answer.message };
  if (answer.kind === 'not_found') return { kind: 'unavailable', reason: 'wrong_path' };
  if (answer.kind !== 'unclear') return undefined;
  const reason = unavailableReasons.find((word) => word === answer.reason);
  return reason === undefined
    ? undefined
    : { kind: 'unavailable', reason, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
};

/** An envelope's content before the envelope. */
const placesIn = (body: string): Readonly<Record<string, unknown>>[] => {
  const json = parseObject(body);
  return json ? [json.data, json.result, json].filter(isObject) : [];
};

const firstOf = <P, T>(places: readonly P[], find: (place: P) => T | undefined): T | undefined => {
  for (const place of places) {
    const found = find(place);
    if (found !== undefined) return found;
  }
  return undefined;
};
