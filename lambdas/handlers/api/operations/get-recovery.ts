import type { Operation } from '../operation.ts';
import { Problem } from '../problem.ts';
import { recoveryView } from '../recovery-view.ts';

/** How far a job has got. */
export const getRecovery: Operation = async ({ event, owner }, { recoveries }) => {
  const recovery = await recoveries.find({ owner, id: event.pathParameters?.recoveryId ?? '' });
  if (!recovery) throw new Problem('recovery-not-found');
  return { status: 200, body: recoveryView(recovery) };
};
