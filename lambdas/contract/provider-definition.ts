/** The provider that the relay was made for. The records of its tasks do not name it. */
export const firstProvider = 'seedance';

/** A provider that a deployment has. */
export interface ConfiguredProvider {
  readonly name: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Names the secret that holds its API key. */
  readonly secret: string;
}

/**
 * A provider as data: where its API is, how it is asked, and how its answers are read. There is one file for each in
 * `providers/`, by its name; all of them are in the bundles, and a deployment uses those that its option `providers` names.
 * docs/providers.md says how to add one.
 */
export interface ProviderDefinition {
  /** What people call it. */
  readonly title: string;
  /** Without a slash at its end. Absent: each deployment has its own. */
  readonly baseUrl?: string;
  readonly key: KeyHeader;
  /**
   * How a task's id is made, if its parts go to different places of a path: a regular expression with named groups, one of
   * them `id`. Absent: the whole id is `id`.
   */
  readonly taskId?: { readonly pattern: string; readonly example: string };
  /** `{id}` and the other groups are replaced, URL-encoded. Below `baseUrl`. */
  readonly poll: { readonly path: string };
  /** A second request, made when the status says that the task is finished. It has no status; an error in it is the task's. */
  readonly result?: { readonly path: string };
  /** The file itself, if no link to it is given: served below `baseUrl`, and to holders of the key only. */
  readonly file?: { readonly path: string };
  readonly places: AnswerPlaces;
  /** The unit of the time at `places.created`. */
  readonly createdUnit: TimeUnit;
  /** What its words for the status mean, in lower case. For other words, the general table is asked. */
  readonly words: Readonly<Record<string, StatusMeaning>>;
  readonly kept: Kept;
  readonly interval: PollInterval;
  /** How a video is created with the body of `POST /v1/videos`. Absent: not by this API. */
  readonly creation?: { readonly path: string };
  readonly sources: readonly Source[];
  /** What its documentation leaves open, or what is only said by others. */
  readonly unknown: readonly string[];
}

export type StatusMeaning = 'queued' | 'processing' | 'completed' | 'failed' | 'cancelled' | 'expired';
export type TimeUnit = 's' | 'ms' | 'iso';

export interface KeyHeader {
  /** In lower case. */
  readonly header: string;
  /** What stands before the key, and a space. */
  readonly scheme?: string;
}

/**
 * Where things stand in an answer, the most telling place first. A place is names with dots between, and numbers for the
 * elements of a list; a text that holds JSON is looked into like an object.
 */
export interface AnswerPlaces {
  readonly id: readonly string[];
  /** The object around the last name is the task. */
  readonly status: readonly string[];
  /** In the answer to `result`, if there is one. */
  readonly link: readonly string[];
  readonly error: readonly string[];
  readonly code: readonly string[];
  readonly model: readonly string[];
  readonly created: readonly string[];
  readonly usage: readonly string[];
}

/** How long the provider keeps what it made, in seconds. */
export interface Kept {
  /** What the times count from. */
  readonly from: 'created' | 'finished';
  readonly recordSeconds: number;
  readonly mediaSeconds: number;
}

export interface PollInterval {
  /** Tasks are never polled more often. */
  readonly leastSeconds: number;
  /** What the documentation recommends, for people. */
  readonly recommended?: string;
}

export interface Source {
  readonly url: string;
  readonly says: string;
}
