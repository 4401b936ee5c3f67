import type { Receipt } from '../receiver.ts';
import type { TaskHistory } from './allowed-outcomes.ts';

/** A task's record, as far as it is judged. */
export interface RecordSeen {
  readonly status: string;
  readonly error?: { readonly code: string; readonly message?: string };
  readonly video?: { readonly key: string; readonly bytes: number; readonly sha256: string };
  readonly queries?: number;
  readonly restart: number;
  readonly leaseUntil?: number;
}

export interface DeliverySeen {
  readonly number: number;
  readonly event: string;
  readonly state: string;
  readonly restart: number;
  readonly attempts: number;
}

/** A file in the bucket, read and hashed. */
export interface StoredFile {
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** All that is known of one task when the run is over: what is true, and what the product made of it. */
export interface TaskEvidence {
  readonly history: TaskHistory;
  readonly record?: RecordSeen;
  readonly deliveries: readonly DeliverySeen[];
  readonly receipts: readonly Receipt[];
  readonly file?: StoredFile;
}

/** What must not be there any more. Each entry names what was left. */
export interface Leftovers {
  readonly leases: readonly string[];
  readonly executions: readonly string[];
  readonly uploads: readonly string[];
  /** Uploads that nobody could know of: left to the bucket's rule, and no finding. */
  readonly lostUploads: number;
  /** Records and files that belong to no task of the run, and estimates that no longer can be read. */
  readonly strays: readonly string[];
}

export interface Evidence {
  readonly tasks: readonly TaskEvidence[];
  readonly left: Leftovers;
}
