import type { FaultVerdict, ServiceCall } from '../../cloud/endpoint/intercept.ts';
import { taskIdOfFile } from './file-keys.ts';

/**
 * Counts the multipart uploads that are left to the bucket's rule, which ends them after two days, by task: those that
 * nobody can know of, as the answer that named one was lost, or the function died before it could write the name down;
 * and those that the bucket did not abort.
 */
export class LostUploads {
  readonly #lost = new Map<string, number>();
  /** Tasks one of whose uploads has been begun, and nothing sent to it: its name may not be written down yet. */
  readonly #unnamed = new Set<string>();
  /** By the upload's id. */
  readonly #refused = new Set<string>();

  observe({ service, operation, resource, request }: ServiceCall, verdict: FaultVerdict): void {
    if (service === 's3' && operation === 'CreateMultipartUpload') this.#unnamed.add(taskIdOfFile(resource));
    if (service === 's3' && operation === 'UploadPart') this.#unnamed.delete(taskIdOfFile(resource));
    if (service === 's3' && operation === 'AbortMultipartUpload' && verdict && isRefused(verdict)) {
      this.#refused.add(String((request as { readonly uploadId?: string }).uploadId));
    }
    if (!verdict) return;
    if (service === 's3' && operation === 'CreateMultipartUpload' && answerIsLost(verdict)) {
      this.#count(taskIdOfFile(resource));
    }
    if (service === 'lambda' && resource === 'archive-video' && 'crashAfterMillis' in verdict) {
      this.#count(String((request as { readonly taskId?: string }).taskId));
    }
  }

  /** Everything dies at once. */
  restarted(): void {
    for (const taskId of this.#unnamed) this.#count(taskId);
    this.#unnamed.clear();
  }

  /** How many of a task's uploads may have been left behind by whoever did not know of them. */
  of(taskId: string): number {
    return this.#lost.get(taskId) ?? 0;
  }

  wasRefused(uploadId: string): boolean {
    return this.#refused.has(uploadId);
  }

  #count(taskId: string): void {
    this.#lost.set(taskId, (this.#lost.get(taskId) ?? 0) + 1);
  }
}

const answerIsLost = (verdict: NonNullable<FaultVerdict>): boolean =>
  ('fail' in verdict && verdict.fail === 'after') || ('drop' in verdict && verdict.drop === 'after');

const isRefused = (verdict: NonNullable<FaultVerdict>): boolean =>
  ('fail' in verdict && verdict.fail === 'before') || ('drop' in verdict && verdict.drop !== 'after');
