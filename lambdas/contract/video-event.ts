/**
 * The event that is POSTed to a callback URL: what a receiver parses once the signature is verified. This file imports
 * nothing, so that receivers can use it as it is. The same as JSON Schema: docs/event.schema.json.
 * New fields may be added; a receiver ignores what it does not know.
 */
export type VideoEvent =
  | TypedEvent<'video.completed', { status: 'completed'; video: EventVideo; error: null }>
  | TypedEvent<'video.failed', { status: 'failed'; video: null; error: EventError }>
  | TypedEvent<'video.cancelled', { status: 'cancelled'; video: null; error: EventError }>
  | TypedEvent<'video.expired', { status: 'expired'; video: null; error: EventError }>
  | TypedEvent<'video.processing', { status: 'processing'; finishedAt: null; video: null; error: null }>;

/** Sent on request only, to show how a receiver answers: signed like every event, and about no task. */
export interface TestEvent {
  readonly type: 'test.ping';
  /** When it was sent, ISO 8601 in UTC. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, never>>;
}

/** `type` decides what the data hold: `if (event.type === 'video.completed') event.data.video.url`. */
interface TypedEvent<Type extends string, Data> {
  readonly type: Type;
  /** When it happened, ISO 8601 in UTC: not when it was sent. */
  readonly timestamp: string;
  readonly data: VideoEventData & Readonly<Data>;
}

/** What the data of every event hold. */
export interface VideoEventData {
  /** The provider's id of the task: opaque. `{provider}:{id}` if the provider is not the deployment's default one. */
  readonly taskId: string;
  /** Whose task it is. */
  readonly provider: string;
  readonly status: 'processing' | 'completed' | 'failed' | 'cancelled' | 'expired';
  /** The provider's name of the model; null if it gave none. */
  readonly model: string | null;
  /** When the provider created the task, ISO 8601; null if it did not say. */
  readonly createdAt: string | null;
  /** When the end was seen, ISO 8601; null while there is none. */
  readonly finishedAt: string | null;
  /** What was registered with the task, as it is. */
  readonly metadata: Readonly<Record<string, string>>;
  /** How it was generated and what it cost, if the provider says; null if it does not, and while there is no end. */
  readonly generation: EventGeneration | null;
  /** Of `video.completed`; null otherwise. */
  readonly video: EventVideo | null;
  /** Of `video.failed`, `video.cancelled` and `video.expired`; null otherwise. */
  readonly error: EventError | null;
  readonly links: EventLinks;
}

/** The file as it lies in S3. */
export interface EventVideo {
  readonly bucket: string;
  readonly key: string;
  /** Anyone who has this link can read the file, until `urlExpiresAt`. */
  readonly url: string;
  /** ISO 8601. */
  readonly urlExpiresAt: string;
  readonly contentType: string;
  readonly bytes: number;
  /** Of the whole file, lower-case hex. */
  readonly sha256: string;
  /** Pixels as stored, before any rotation. Null, as each of the following, if the file does not say. */
  readonly width: number | null;
  readonly height: number | null;
  /** Degrees clockwise by which a player turns the picture: 90, 180 or 270; null if it does not. */
  readonly rotation: number | null;
  /** Frames a second, on average. */
  readonly fps: number | null;
  /** As ffprobe calls it, e.g. `h264`, `hevc`, `av1`. */
  readonly codec: string | null;
  readonly hasAudio: boolean | null;
  /** As the file says, or as the provider does if the file says none. */
  readonly durationSeconds: number | null;
  /** As the provider says. */
  readonly providerDurationSeconds: number | null;
  readonly provenance: EventProvenance | null;
  /** Pictures that came with the video, in the same bucket; null if there was none, or it could not be copied. */
  readonly lastFrame: EventImage | null;
  readonly cover: EventImage | null;
}

/** A picture beside the video in S3. */
export interface EventImage {
  readonly bucket: string;
  readonly key: string;
  /** By its bytes: `image/jpeg`, `image/png`, `image/webp` or `image/gif`. */
  readonly contentType: string;
  readonly bytes: number;
  /** Of the whole file, lower-case hex. */
  readonly sha256: string;
}

/** Marks of origin that the file holds. They are found, not verified; `sha256` proves that none was touched. */
export interface EventProvenance {
  /** A C2PA manifest (Content Credentials). */
  readonly c2pa: boolean;
  /** The implicit label of generated content of GB 45438-2025. */
  readonly aigcLabel: boolean;
}

/** In the provider's words; what it does not say is null. */
export interface EventGeneration {
  /** E.g. `720p`, `1280x720`. */
  readonly resolution: string | null;
  /** E.g. `16:9`, `adaptive`. */
  readonly ratio: string | null;
  readonly fps: number | null;
  readonly seed: number | null;
  /** E.g. `default`, `flex`. */
  readonly serviceTier: string | null;
  /** What it cost, by the provider's own names, e.g. `total_tokens`, `amount`: at most 12. Empty if it does not say. */
  readonly usage: Readonly<Record<string, number>>;
}

export interface EventError {
  /** A word for programs, e.g. `provider_failed`. New ones may come. */
  readonly code: string;
  /** For people. */
  readonly message: string;
  /** Why there is no video, by the provider's words or code; `unknown` if they say nothing that is known. */
  readonly reason: EventErrorReason;
  /** The same generation may succeed if it is created again, unchanged. */
  readonly retryable: boolean;
  /** The provider's own code; null if it gave none. */
  readonly providerCode: string | null;
}

export type EventErrorReason =
  | 'moderation_input'
  | 'moderation_output'
  | 'invalid_input'
  | 'quota'
  | 'provider_fault'
  | 'expired'
  | 'not_found'
  | 'unknown';

/** Routes of the API, for the API key that registered the task. */
export interface EventLinks {
  readonly task: string;
  /** The lasting way to the file: redirects to a fresh link. Null if there is no video. */
  readonly video: string | null;
  readonly redeliver: string;
}
