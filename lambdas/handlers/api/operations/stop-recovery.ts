import { stopRecovery as stop } from '../../../domain/recovery/stop-recovery.ts';
import type { Operation } from '../operation.ts';
import { Problem } from '../problem.ts';
import { recoveryIdOf } from '../recovery-id.ts';
import { recoveryView } from '../recovery-view.ts';

/** What was begun goes on; nothing more is begun. */
export const stopRecovery: Operation = async (request, deps) => {
  const { owner } = request;
  const id = recoveryIdOf(request);
  const stopped = await stop(deps)({ owner, id });
  if (stopped.kind === 'not_found') throw new Problem('recovery-not-found');
  if (stopped.kind === 'finished') throw new Problem('recovery-finished');
  deps.telemetry.log('info', 'recoveryStopped', { owner, recovery: id, restart: stopped.recovery.restart });
  return { status: 202, body: recoveryView(stopped.recovery) };
};
