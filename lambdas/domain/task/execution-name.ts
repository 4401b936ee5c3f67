import type { ExecutionInput } from '../../contract/workflow.ts';

/** Characters of a task id that the operator sees in the name; the hash beside it makes the name unique. */
const shown = 32;

/**
 * The name of a cursor's execution: at most 80 characters of `[A-Za-z0-9_-]`, one for every owner, task, delivery and
 * restart, and the same whenever it is derived. `digest` is a hex SHA-256.
 */
export const executionName = (cursor: ExecutionInput, digest: (text: string) => string): string => {
  const id = cursor.taskId.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, shown);
  const unique = digest(`${cursor.owner}\n${cursor.taskId}`).slice(0, 24);
  const delivery = cursor.delivery === undefined ? '' : `-d${cursor.delivery}`;
  return `${id}-${unique}${delivery}-r${cursor.restart}`;
};
