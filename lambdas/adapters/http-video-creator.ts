import { isObject, type Json, parseObject, textOf } from '../domain/payload.ts';
import { retryAfterSeconds } from '../domain/retry-after.ts';
import { errorMessage, known, statusMeaning } from '../domain/task-payload.ts';
import { type Clock, second } from '../domain/time.ts';
import type { Creation, Generation, VideoCreator } from '../domain/video-creation.ts';
import type { Exchange, ExchangeResult, FailureClass } from './exchange.ts';
import type { Secret } from './secret.ts';

/** The gateway waits 29 s, and the record has still to be written then. */
const timeoutMillis = 22 * second;
const maxBodyBytes = 256 * 1024;

/** Failures before the request was sent. After any other one the provider may have taken it. */
const nothingSent: readonly FailureClass[] = ['blocked', 'name_not_found', 'connection_refused', 'tls'];

/** Creates videos by the provider's `POST /v1/seedance/videos`. */
export class HttpVideoCreator implements VideoCreator {
  readonly #exchange: Exchange;
  readonly #baseUrl: string;
  readonly #key: Pick<Secret, 'current' | 'forget'>;
  readonly #clock: Clock;

  constructor(deps: {
    readonly exchange: Exchange;
    readonly baseUrl: string;
    readonly key: Pick<Secret, 'current' | 'forget'>;
    readonly clock: Clock;
  }) {
    this.#exchange = deps.exchange;
    this.#baseUrl = deps.baseUrl;
    this.#key = deps.key;
    this.#clock = deps.clock;
  }

  async create(generation: Generation): Promise<Creation> {
    const { value } = await this.#key.current();
    const result = await this.#exchange({
      method: 'POST',
      url: `${this.#baseUrl}/v1/seedance/videos`,
      headers: { authorization: `Bearer ${value.trim()}`, 'content-type': 'application/json' },
      body: JSON.stringify(generation),
      timeoutMillis,
      maxBodyBytes,
    });
    if (result.kind === 'answer' && (result.status === 401 || result.status === 403)) this.#key.forget();
    return creationOf(result, this.#clock);
  }
}

const creationOf = (result: ExchangeResult, clock: Clock): Creation => {
  if (result.kind === 'failure') {
    return nothingSent.includes(result.failure)
      ? { kind: 'unavailable', reason: `The provider could not be reached: ${result.failure}` }
      : { kind: 'unknown', reason: result.failure };
  }
  const { status, headers } = result;
  const json = parseObject(result.body.toString('utf8'));
  if (status >= 200 && status <= 299) return json ? ofAnswer(json) : { kind: 'unknown', reason: 'not_json' };
  const wait = retryAfterSeconds(headers['retry-after'], clock.now());
  const waiting = wait === undefined ? {} : { retryAfterSeconds: wait };
  switch (status) {
    case 401:
    case 403:
      return { kind: 'unavailable', reason: 'The provider refuses this deployment’s key', ...waiting };
    case 404:
      return { kind: 'unavailable', reason: 'The provider has no such path', ...waiting };
    case 429:
      return { kind: 'unavailable', reason: 'The provider is asked too often', ...waiting };
  }
  const message = json && errorMessage(json);
  if (status >= 400 && status <= 499 && status !== 408) {
    return { kind: 'refused', message: message ?? `HTTP ${status}` };
  }
  return { kind: 'unknown', reason: `HTTP ${status}${message === undefined ? '' : `: ${message}`}` };
};

/** A success of HTTP: a task with an id, or an error in a success's clothes. */
const ofAnswer = (json: Json): Creation => {
  const payload = [json.data, json.result, json].filter(isObject).find(idOf) ?? json;
  const message = errorMessage(payload) ?? errorMessage(json);
  const failed = [payload, json].some((place) => statusMeaning(place) === 'failed');
  const taskId = idOf(payload);
  if (failed) return { kind: 'refused', message: message ?? 'The provider gave no reason.' };
  if (taskId !== undefined) return { kind: 'created', taskId, ...known(json), ...known(payload) };
  return message === undefined ? { kind: 'unknown', reason: 'no_id' } : { kind: 'refused', message };
};

const idOf = (payload: Json): string | undefined =>
  textOf(payload.id) ?? textOf(payload.task_id) ?? textOf(payload.taskId);
