import type { Receipt } from '../receiver.ts';
import type { TaskHistory } from './allowed-outcomes.ts';

/** The parts of a task's record that are checked. */
export interface RecordSeen {
  readonly status: string;
  readonly error?: {
    readonly code: string;
    readonly message?: string;
    readonly reason?: string;
    readonly providerCode?: string;
  };
  readonly video?: { readonly key: string; readonly bytes: number; readonly sha256: string };
  /** What there is of a broken file: where the video would be, if it was copied in parts. */
  readonly keptFile?: { readonly key: string };
  readonly queries?: number;
  readonly restart: number;
  readonly leaseUntil?: number;
}

export interface DeliverySeen {
  readonly number: number;
  readonly event: string;
  readonly destination?: string;
  readonly state: string;
  readonly restart: number;
  readonly attempts: number;
}

/** What was put on the bus about a task. */
export interface BusEvent {
  readonly source: string;
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A file in the bucket, read and hashed. */
export interface StoredFile {
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Everything known about a task after the run: what really happened, and what the product recorded. */
export interface TaskEvidence {
  readonly history: TaskHistory;
  readonly record?: RecordSeen;
  readonly deliveries: readonly DeliverySeen[];
  readonly receipts: readonly Receipt[];
  /** The details of its events on the bus, as they were put; absent: there is no bus. */
  readonly onBus?: readonly BusEvent[];
  readonly file?: StoredFile;
}

/** What must not be left over. Each entry names one leftover. */
export interface Leftovers {
  readonly leases: readonly string[];
  /** Paths of requests that brought a provider's key to another provider, or to the files' host. */
  readonly keys: readonly string[];
  readonly executions: readonly string[];
  readonly uploads: readonly string[];
  /** Uploads that the product could not know of: left to the bucket's rule, and not a finding. */
  readonly lostUploads: number;
  /** Records and files that belong to no task of the run, and inconsistent estimates. */
  readonly strays: readonly string[];
}

export interface Evidence {
  readonly tasks: readonly TaskEvidence[];
  readonly left: Leftovers;
}
