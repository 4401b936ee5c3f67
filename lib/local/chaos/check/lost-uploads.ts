import type { FaultVerdict, ServiceCall } from '../../cloud/endpoint/intercept.ts';
import { plainIdOf, taskIdOfFile } from './file-keys.ts';

/**
 * Counts, by task, the multipart uploads that are left to the bucket's rule, which ends them after two days: uploads
 * whose id the product cannot know, because the answer was lost or the function died before it stored the id, and
 * uploads that the bucket did not abort.
 */
export class LostUploads {
  readonly #lost = new Map<string, number>();
  /** Tasks with an upload to which nothing was sent yet: its id may not be stored yet. */
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
      this.#count(plainIdOf(String((request as { readonly taskId?: string }).taskId)));
    }
  }

  /** Every function is killed. */
  restarted(): void {
    for (const taskId of this.#unnamed) this.#count(taskId);
    this.#unnamed.clear();
  }

  /** How many of a task's uploads the product could not know of. */
  of(taskId: string): number {
    return this.#lost.get(plainIdOf(taskId)) ?? 0;
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
