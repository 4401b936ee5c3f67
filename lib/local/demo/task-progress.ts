import type { GroundTruth } from '../provider/ground-truth.ts';
import type { ReceivedCallback } from '../receiver/receiver.ts';
import type { DemoTaskView } from './api-client.ts';

/** One task in progress, as far as it is known. */
export interface TaskProgress {
  readonly taskId: string;
  /** On the demo's clock, as are all its times. */
  readonly registeredAt: number;
  readonly registrationStatus: number;
  /** What the relay's record says. */
  readonly view: DemoTaskView | undefined;
  /** What really happened. */
  readonly groundTruth: GroundTruth;
  readonly callbacks: readonly ReceivedCallback[];
  /** Once its callback has come and the file was fetched. */
  readonly result: TaskResult | undefined;
}

/** The outcome of a task. */
export interface TaskResult {
  readonly taskId: string;
  readonly status: string;
  readonly polls: number;
  /** On the demo's clock: from the moment it was finished at the provider. */
  readonly secondsFromFinishedToCallback: number | null;
  readonly video: {
    readonly bucket: string;
    readonly key: string;
    readonly bytes: number;
    readonly sha256: string;
  } | null;
  readonly callback: { readonly headers: Readonly<Record<string, string>>; readonly body: unknown } | null;
  readonly callbacksReceived: number;
  /** What did not hold, in words; empty if all did. */
  readonly failures: readonly string[];
}

/** The outcome of the demo. */
export interface DemoResult {
  readonly ok: boolean;
  readonly tasks: readonly TaskResult[];
  readonly callbacksVerified: number;
  readonly speed: number;
  readonly seconds: number;
  readonly peakMemoryMb: number;
  /** Hosts outside this machine that something tried to reach. */
  readonly escapes: readonly string[];
}
