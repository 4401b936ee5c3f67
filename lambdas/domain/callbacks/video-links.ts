import type { StoredFile } from '../task/task.ts';
import type { Millis } from '../task/time.ts';

/** Links that let anyone who has one read the file for a while. */
export interface VideoLinks {
  to(file: StoredFile): Promise<{ readonly url: string; readonly expiresAt: Millis }>;
}
