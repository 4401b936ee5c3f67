import type { FilmFacts } from '../media/verdict.ts';
import type { StillLinks } from '../provider/still-links.ts';
import type { FailureReason } from './failure-reason.ts';
import type { GenerationFacts } from './generation.ts';
import type { TaskOrigin } from './task-provider.ts';
import type { Millis } from './time.ts';

export const openStatuses = ['queued', 'processing', 'archiving'] as const;
export const finalStatuses = ['completed', 'failed', 'cancelled', 'expired', 'stopped'] as const;
export type OpenStatus = (typeof openStatuses)[number];
export type FinalStatus = (typeof finalStatuses)[number];
export type Status = OpenStatus | FinalStatus;

export const serviceTiers = ['default', 'flex'] as const;
export type ServiceTier = (typeof serviceTiers)[number];

/** Events that an owner may request in addition to the final one, which always comes. */
export const optionalEvents = ['video.processing'] as const;
export const eventTypes = [
  'video.completed',
  'video.failed',
  'video.cancelled',
  'video.expired',
  ...optionalEvents,
] as const;
export type EventType = (typeof eventTypes)[number];

/** Whether an event announces a task's end. Each task that was not stopped has exactly one such event. */
export const isFinalEvent = (event: EventType): boolean =>
  !(optionalEvents as readonly EventType[]).includes(event);

/** Why a task ended with its final status. */
export const errorCodes = {
  provider_failed: 'The provider reported that the generation failed; its own words are the message.',
  provider_cancelled: 'The task was cancelled at the provider.',
  provider_expired: 'The provider reported that the task expired.',
  deadline_exceeded: 'The task was not finished when tracking had to end.',
  task_not_found:
    'The provider does not know the task: a wrong id, another key’s task, or deleted after a day.',
  completed_without_video: 'The provider reported success and never gave a link.',
  not_a_video: 'The result is not a video.',
  archive_failed: 'The video was finished and could not be copied, or its file is broken.',
  tracking_failed: 'Tracking failed again and again on our side, and was given up.',
} as const;
export type ErrorCode = keyof typeof errorCodes;

export interface TaskError {
  readonly code: ErrorCode;
  /** For people: at most 1,000 characters. */
  readonly message: string;
  /** Why, if the provider's words or code say so; `errorFacts` knows the usual reason of each code. */
  readonly reason?: FailureReason;
  /** The provider's own code, at most 100 characters. */
  readonly providerCode?: string;
}

/** A file as it lies in the bucket. */
export interface StoredFile {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly bytes: number;
  /** Of the whole file, lower-case hex. */
  readonly sha256: string;
}

/** The archived film: where it is, and what it says of itself. Records from before films were read have no facts. */
export interface Video extends StoredFile, Partial<Omit<FilmFacts, 'sampleEntry'>> {
  /** As the file says, or as the provider does if the file says none. */
  readonly durationSeconds?: number;
  readonly providerDurationSeconds?: number;
  /** Pictures that the provider gave with it, as far as they could be copied. */
  readonly lastFrame?: StoredFile;
  readonly cover?: StoredFile;
}

/** What the owner requested. Registering the same task with another of these is a conflict. */
export interface Registration {
  /** Absent: its events go to the bus only. */
  readonly callbackUrl?: string;
  readonly serviceTier: ServiceTier;
  readonly events: readonly EventType[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly giveUpAfterSeconds?: number;
}

/** How a task ended, known before it is recorded as final. */
export interface Outcome {
  readonly status: Exclude<FinalStatus, 'stopped'>;
  readonly error?: TaskError;
}

export interface TaskKey {
  readonly owner: string;
  /** The provider's id, opaque and never parsed; `{provider}:{id}` for a provider that is not the default one. */
  readonly taskId: string;
}

/** The lease of an item: an execution with another `restart` has been superseded and may not write. */
export interface Leased {
  /** The fencing token. Grows by one with every restart. */
  readonly restart: number;
  /** Restarts since the last progress. */
  readonly strikes: number;
  /** When the next step must have happened. Absent: nothing more is to be done. */
  readonly leaseUntil?: Millis;
}

/** One task of one owner: the whole state of its tracking. */
export interface Task extends TaskKey, TaskOrigin, Registration, Leased {
  readonly status: Status;
  readonly registeredAt: Millis;
  /** When tracking ends at the latest. */
  readonly deadline: Millis;
  /** The provider's name of the model, once it is known. */
  readonly model?: string;
  readonly createdAt?: Millis;
  /** How it was generated and what it cost, as the provider says. */
  readonly generation?: GenerationFacts;
  /** How often its owner had it tried again after its end, and when for the last time. */
  readonly retries?: number;
  readonly retriedAt?: Millis;

  /** Polls so far. */
  readonly queries: number;
  readonly lastQueryAt?: Millis;
  readonly nextQueryAt?: Millis;
  /** What the last poll brought, if it was neither progress nor an end: a word of the registry of answers. */
  readonly lastAnswer?: string;
  /** Keys and types of the last answer that could not be read, without its values. */
  readonly answerShape?: string;
  /** The latest polls, oldest first. */
  readonly polls?: readonly PastPoll[];
  /** Answers of one kind in a row that mean an end only when they persist. */
  readonly notFoundInARow?: number;
  readonly withoutVideoInARow?: number;
  /** What the task ends with if nothing better comes after a success without a video. */
  readonly withoutVideo?: TaskError;
  /** Polls in a row that timed out: the next one waits longer. */
  readonly timeoutsInARow?: number;
  /** When it was last seen queued. */
  readonly notProcessingAt?: Millis;
  /** When `processing` was first seen. */
  readonly processingSince?: Millis;
  /** When it was last seen unfinished. */
  readonly lastPendingAt?: Millis;
  /** The delivery of `video.processing` was added. */
  readonly processingAnnounced?: boolean;
  /** When the end was first seen. */
  readonly finishedAt?: Millis;

  /** The provider's link, while the video is being archived. It grants access: never logged, never shown. */
  readonly sourceUrl?: string;
  /** Its links to the pictures that come with the video; like `sourceUrl`. */
  readonly stillUrls?: StillLinks;
  readonly durationSeconds?: number;
  /** Where a copy that outlived its function stands; the archive's own words. */
  readonly archiveProgress?: ArchiveProgress;
  readonly video?: Video;
  /** What was found in place of a whole file, for somebody to look at. Of a task that failed. */
  readonly keptFile?: StoredFile;

  /** Known, and not yet recorded as final. */
  readonly outcome?: Outcome;
  /** Of a final status other than `completed`. */
  readonly error?: TaskError;
  /** When the final status was recorded. */
  readonly recordedAt?: Millis;
  /** When the record may be deleted. */
  readonly expiresAt?: Millis;
}

/** A poll as the record keeps it, for people. Names are short, since the table bills each kilobyte of a write. */
export interface PastPoll {
  readonly at: Millis;
  /** How long the answer took, in milliseconds. */
  readonly ms: Millis;
  /** What the answer meant: a status, another kind of answer, or why it was unclear. */
  readonly answer: string;
  /** When the next poll was due; absent if none was to follow. */
  readonly next?: Millis;
  /** Seconds for which the provider asked to be left alone. */
  readonly retryAfter?: number;
}

/** Where the archiving of a video stands, from one turn of its loop to the next. */
export interface ArchiveProgress {
  /** Of an MP4: that of another format ends in its own letters. */
  readonly key: string;
  readonly startedAt: Millis;
  /** Turns begun. */
  readonly turns: number;
  /** Turns in a row that brought no more of the file into the bucket. */
  readonly failures: number;
  /** Times that the link led to something that is no video, or that may not be fetched. */
  readonly refusals: number;
  /** Times that the link led to a video of which not all is there. */
  readonly brokenFiles?: number;
  /** A whole turn was too short for the file: it is copied in parts from then on. */
  readonly inParts?: boolean;
  readonly bytesUp?: number;
  /** Why the last turn did not finish, for people. It holds no link. */
  readonly lastFailure?: string;
  /** When the next turn begins. */
  readonly nextTurnAt?: Millis;
  readonly partial?: PartialCopy;
}

/** A copy that goes up in parts, enough to go on with it in another invocation. The store lists the parts. */
export interface PartialCopy {
  readonly uploadId: string;
  /** Where it goes up, if the file is no MP4. */
  readonly key?: string;
  /** Of the first part, and of each of the others but the last. */
  readonly firstBytes: number;
  readonly partBytes: number;
  /** Of the whole file; absent if the source does not say. */
  readonly totalBytes?: number;
  /** What proves that the source is still the same file: its ETag, or else when it was last changed. */
  readonly validator?: string;
}

export const isFinal = (status: Status): status is FinalStatus =>
  (finalStatuses as readonly string[]).includes(status);
