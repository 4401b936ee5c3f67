import type { WorkflowInput } from '../../contract/workflow.ts';

/** Characters of a task id that the operator sees in the name; the digest after it makes the name unique. */
const shown = 32;

/**
 * The name of an input's execution: at most 80 characters of `[A-Za-z0-9_-]`, one for every owner, task, delivery and
 * restart, and the same whenever it is derived. `digest` is a hex SHA-256.
 */
export const executionName = (input: WorkflowInput, digest: (text: string) => string): string => {
  if ('recovery' in input) {
    const unique = digest(`recovery\n${input.owner}\n${input.recovery}`).slice(0, 24);
    return `recovery-${unique}-r${input.restart}`;
  }
  const id = input.taskId.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, shown);
  const unique = digest(`${input.owner}\n${input.taskId}`).slice(0, 24);
  const delivery = input.delivery === undefined ? '' : `-d${input.delivery}`;
  return `${id}-${unique}${delivery}-r${input.restart}`;
};
