import { problemIn } from './problem.ts';
import type { ServerClock } from './server-clock.ts';

export interface Sent {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the stage, e.g. `/tasks`. */
  readonly path: string;
  readonly body?: unknown;
}

/** A request that a sleeping laptop or a lost network left without an answer ends then; the API itself answers within 29 s. */
const maxMillis = 35_000;
/** Answers that are kept for conditional requests, at most. */
const maxKept = 300;

/** The relay's HTTP API. Every method rejects with an `ApiProblem`, or a `TypeError` if nobody answers. */
export class RelayApi {
  /** With no slash at its end. */
  readonly baseUrl: string;
  readonly #key: string;
  readonly #clock: ServerClock;
  readonly #kept = new Map<string, { readonly tag: string; readonly body: unknown }>();

  constructor(baseUrl: string, key: string, clock: ServerClock) {
    this.baseUrl = baseUrl;
    this.#key = key;
    this.#clock = clock;
  }

  /** What is not changed since is not sent again: the very same object is the answer then. */
  async get<T>(path: string): Promise<T> {
    const kept = this.#kept.get(path);
    const response = await this.#fetch(
      { method: 'GET', path },
      { accept: 'application/json', ...(kept ? { 'if-none-match': kept.tag } : {}) },
    );
    if (kept && response.status === 304) return kept.body as T;
    if (!response.ok) throw await problemIn(response);
    const body: unknown = await response.json();
    this.#keep(path, response.headers.get('etag'), body);
    return body as T;
  }

  async send<T>(sent: Sent, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const response = await this.#fetch(sent, headers);
    if (!response.ok) throw await problemIn(response);
    return (await response.json()) as T;
  }

  async #fetch({ method, path, body }: Sent, headers: Readonly<Record<string, string>>): Promise<Response> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        'x-api-key': this.#key,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(maxMillis),
    });
    this.#clock.learn(response.headers.get('date'));
    return response;
  }

  #keep(path: string, tag: string | null, body: unknown): void {
    if (tag === null) return;
    this.#kept.delete(path);
    this.#kept.set(path, { tag, body });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxKept && oldest !== undefined) this.#kept.delete(oldest);
  }
}

export const taskPath = (taskId: string): string => `/tasks/${encodeURIComponent(taskId)}`;
