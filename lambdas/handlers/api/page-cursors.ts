import type { PageKey } from '../../domain/task/task-store.ts';

/** Where a page of a list begins, as a text that the owner hands back. */
export interface PageCursors {
  seal(scope: string, key: PageKey): Promise<string>;
  /** `undefined` if it was not issued for this scope. */
  open(scope: string, cursor: string): Promise<PageKey | undefined>;
}
