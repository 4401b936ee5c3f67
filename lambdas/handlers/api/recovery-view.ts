import type { Recovery } from '../../domain/recovery/recovery.ts';
import { iso } from '../../domain/task/time.ts';
import type { RecoveryView } from './recovery-answers.ts';
import { timeOrNull } from './views.ts';

/** A job as its owner sees it. */
export const recoveryView = (recovery: Recovery): RecoveryView => ({
  id: recovery.id,
  state: recovery.state,
  since: iso(recovery.since),
  until: iso(recovery.until),
  states: [...recovery.states],
  requestedAt: iso(recovery.requestedAt),
  finishedAt: timeOrNull(recovery.finishedAt),
  sent: recovery.sent,
  skipped: recovery.skipped,
});
