import * as v from 'valibot';
import { recoverableStates, recoveryStates } from '../../domain/recovery/recovery.ts';
import { count, maybe, time } from './answer-schemas.ts';

export const recovery = v.object({
  id: v.string(),
  state: v.pipe(
    v.picklist(recoveryStates),
    v.description('`failed`: given up on our side, and may be begun again.'),
  ),
  since: time,
  until: time,
  states: v.array(v.picklist(recoverableStates)),
  requestedAt: time,
  finishedAt: maybe(time),
  sent: v.pipe(
    count,
    v.description('Deliveries begun so far. A crash on our side may leave a few uncounted.'),
  ),
  skipped: v.pipe(
    count,
    v.description('Deliveries left alone: sent again by somebody else meanwhile, or too often.'),
  ),
});
export type RecoveryView = v.InferOutput<typeof recovery>;

export const recoverable = v.object({
  found: v.pipe(count, v.description('Deliveries that the same request without `dryRun` would begin.')),
});
