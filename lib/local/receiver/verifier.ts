import { Worker } from 'node:worker_threads';
import type { ClockSetting } from '../cloud/clock/clock.ts';

/** What callbacks are verified with. */
export interface VerifyingKeys {
  /** `whsec_…`: one of them must have signed it (`v1`). */
  readonly secrets: readonly string[];
  /** `whpk_…`: one of them must have signed it too (`v1a`), unless there are none. */
  readonly publicKeys: readonly string[];
}

export interface VerificationRequest extends VerifyingKeys {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type VerificationResult =
  | { readonly verified: true }
  /** For `v1`, in the words of the `standardwebhooks` package. */
  | { readonly verified: false; readonly reason: string };

/** Verifies callbacks with the `standardwebhooks` package, as of a given clock. */
export interface Verifier {
  verify(request: VerificationRequest): Promise<VerificationResult>;
  close(): Promise<void>;
}

/**
 * The package takes the time from `Date` and bears five minutes of difference: at speed 600, half a second of real
 * time. So it runs in a thread of its own, whose `Date` shows the clock.
 */
export const startVerifier = (clock: ClockSetting): Verifier => {
  const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData: clock });
  const open = new Map<number, PromiseWithResolvers<VerificationResult>>();
  let last = 0;
  worker.on('message', ({ id, verdict }: { id: number; verdict: VerificationResult }) => {
    open.get(id)?.resolve(verdict);
    open.delete(id);
  });
  worker.on('error', (error) => {
    for (const waiting of open.values()) waiting.reject(error);
    open.clear();
  });
  return {
    verify: (request) => {
      last += 1;
      const waiting = Promise.withResolvers<VerificationResult>();
      open.set(last, waiting);
      worker.postMessage({ id: last, request });
      return waiting.promise;
    },
    close: async () => {
      await worker.terminate();
    },
  };
};
