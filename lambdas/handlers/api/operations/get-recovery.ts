import type { Operation } from '../operation.ts';
import { Problem } from '../problem.ts';
import { recoveryIdOf } from '../recovery-id.ts';
import { recoveryView } from '../recovery-view.ts';

/** How far a job has got. */
export const getRecovery: Operation = async (request, { recoveries }) => {
  const recovery = await recoveries.find({ owner: request.owner, id: recoveryIdOf(request) });
  if (!recovery) throw new Problem('recovery-not-found');
  return { status: 200, body: recoveryView(recovery) };
};
