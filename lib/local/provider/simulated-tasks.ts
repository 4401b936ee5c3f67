import { createHash } from 'node:crypto';
import { type GroundTruth, type PollRecord, rightOutcome, type VideoRequest } from './ground-truth.ts';
import {
  endsAt,
  keptSeconds,
  ordinaryScript,
  statusAt,
  type TaskScript,
  type TrueStatus,
} from './task-script.ts';
import { sampleVideo, syntheticVideo, type VideoFile } from './video-file.ts';

interface Link {
  readonly until: number;
  /** The HTTP status of a link that never worked. */
  readonly status?: number;
}

/** A task as JSON, to go on with it after a restart. */
export interface SavedTask {
  readonly id: string;
  readonly model: string;
  readonly script: TaskScript;
  readonly createdAt: number;
  /** The provider whose task it is; absent: the first. */
  readonly as?: string;
  readonly polls: readonly PollRecord[];
  readonly videoRequests: readonly VideoRequest[];
  readonly links: readonly (readonly [token: string, link: Link])[];
  /** How many files the video has been so far. */
  readonly files: number;
}

/** Ids of some providers begin with the names of an owner and an app. */
export const plainIdOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1);

/** A task as the simulated provider keeps it. */
export class SimulatedTask {
  readonly id: string;
  readonly model: string;
  readonly script: TaskScript;
  readonly createdAt: number;
  readonly as: string | undefined;
  readonly polls: PollRecord[] = [];
  readonly videoRequests: VideoRequest[] = [];
  readonly #links = new Map<string, Link>();
  readonly #files: VideoFile[];

  constructor(id: string, model: string, script: Partial<TaskScript>, createdAt: number, as?: string) {
    this.id = id;
    this.as = as;
    this.model = model;
    this.script = { ...ordinaryScript, ...script };
    this.createdAt = createdAt;
    this.#files = [this.#file(0)];
  }

  static restore({ id, model, script, createdAt, as, ...saved }: SavedTask): SimulatedTask {
    const task = new SimulatedTask(id, model, script, createdAt, as);
    task.polls.push(...saved.polls);
    task.videoRequests.push(...saved.videoRequests);
    for (const [token, link] of saved.links) task.#links.set(token, link);
    while (task.#files.length < saved.files) task.changeVideo();
    return task;
  }

  saved(): SavedTask {
    const { id, model, script, createdAt, as, polls, videoRequests } = this;
    return {
      id,
      ...(as !== undefined && { as }),
      model,
      script,
      createdAt,
      polls,
      videoRequests,
      links: [...this.#links],
      files: this.#files.length,
    };
  }

  #file(version: number): VideoFile {
    const { video } = this.script;
    if (version === 0 && video === 'sample') return sampleVideo();
    const bytes = video === 'sample' ? sampleVideo().bytes : video.bytes;
    return syntheticVideo(`${this.id} ${version}`, bytes);
  }

  /** The last part of its id, which is different for every task. */
  get plainId(): string {
    return plainIdOf(this.id);
  }

  /** When the provider deletes the task and its video. */
  get deletedAt(): number {
    return this.createdAt + keptSeconds * 1000;
  }

  /** Absent once it was deleted. */
  statusAt(now: number): TrueStatus | undefined {
    return now >= this.deletedAt ? undefined : statusAt(this.script, this.createdAt, now);
  }

  get video(): VideoFile {
    return this.#files.at(-1) ?? sampleVideo();
  }

  changeVideo(): void {
    this.#files.push(this.#file(this.#files.length));
  }

  /** A token that opens the video for as long as the script says; with a status, one that never does. */
  newLink(now: number, status?: number): string {
    const token = createHash('sha256')
      .update(`${this.id} link ${this.#links.size}`)
      .digest('hex')
      .slice(0, 32);
    const until = Math.min(this.deletedAt, now + this.script.linkSeconds * 1000);
    this.#links.set(token, { until, ...(status && { status }) });
    return token;
  }

  /** The HTTP status that the video's host answers a token with. */
  linkStatus(token: string, now: number): number {
    const link = this.#links.get(token);
    if (now >= this.deletedAt) return 404;
    if (!link || now >= link.until) return 403;
    return link.status ?? 200;
  }

  groundTruth(): GroundTruth {
    const ends = endsAt(this.script, this.createdAt);
    return {
      taskId: this.id,
      ...(this.as !== undefined && { provider: this.as }),
      model: this.model,
      script: this.script,
      createdAt: this.createdAt,
      ...(ends !== undefined && { endsAt: ends }),
      deletedAt: this.deletedAt,
      polls: this.polls,
      videoRequests: this.videoRequests,
      rightOutcome: rightOutcome(this.script),
      ...(this.script.ends === 'completed' && {
        video: { bytes: this.video.bytes, sha256s: this.#files.map((file) => file.sha256()) },
      }),
    };
  }
}
