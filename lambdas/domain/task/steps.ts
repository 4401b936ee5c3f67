import type { ExecutionInput, NextAct, Step } from '../../contract/workflow.ts';

/** What a step of the state machine answers: the same input, the next act, and the whole seconds to wait before it. */
export const stepTo = (
  { owner, taskId, restart, delivery }: ExecutionInput,
  next: NextAct,
  waitSeconds = 0,
): Step => ({ owner, taskId, restart, ...(delivery !== undefined && { delivery }), next, waitSeconds });

/** This execution has nothing more to do. Whatever is left has a lease, and so another execution. */
export const done = (input: ExecutionInput): Step => stepTo(input, 'done');
