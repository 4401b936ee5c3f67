import type { ServiceCall, Verdict } from '../intercept.ts';
import { taskIdOfFile } from './gather.ts';

/**
 * Counts the multipart uploads that nobody can know of, by task: the answer that named one was lost, or the function
 * died before it could write the name down. They are left to the bucket's rule, which ends them after two days.
 */
export class LostUploads {
  readonly #lost = new Map<string, number>();
  #restarts = 0;

  observe({ service, operation, resource, request }: ServiceCall, verdict: Verdict): void {
    if (!verdict) return;
    if (service === 's3' && operation === 'CreateMultipartUpload' && answerIsLost(verdict)) {
      this.#count(taskIdOfFile(resource));
    }
    if (service === 'lambda' && resource === 'archive-video' && 'crashAfterMillis' in verdict) {
      this.#count(String((request as { readonly taskId?: string }).taskId));
    }
  }

  /** Everything dies at once: one upload of each task may be lost. */
  restarted(): void {
    this.#restarts++;
  }

  /** How many of a task's uploads may have been left behind. */
  of(taskId: string): number {
    return (this.#lost.get(taskId) ?? 0) + this.#restarts;
  }

  #count(taskId: string): void {
    this.#lost.set(taskId, (this.#lost.get(taskId) ?? 0) + 1);
  }
}

const answerIsLost = (verdict: NonNullable<Verdict>): boolean =>
  ('fail' in verdict && verdict.fail === 'after') || ('drop' in verdict && verdict.drop === 'after');
