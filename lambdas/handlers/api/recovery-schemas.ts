import * as v from 'valibot';
import { recoverableStates, recoveryStates } from '../../domain/recovery/recovery.ts';
import { count, maybe, time } from './answer-schemas.ts';
import { absentOr } from './schemas.ts';

const timestamp = v.pipe(
  v.string(),
  v.isoTimestamp('Must be an ISO 8601 time with a time zone, such as 2026-01-31T12:00:00Z'),
);

export const recoveryRequest = v.strictObject({
  since: v.pipe(timestamp, v.description('Deliveries that were requested at this time or later.')),
  until: v.pipe(absentOr(timestamp), v.description('At this time or earlier; now unless given.')),
  state: v.pipe(
    v.nullish(
      v.pipe(
        v.array(v.picklist(recoverableStates)),
        v.minLength(1, 'Must not be empty'),
        v.maxLength(recoverableStates.length, 'Holds a state twice'),
      ),
      ['exhausted'],
    ),
    v.description('How the deliveries ended that are meant.'),
  ),
  dryRun: v.pipe(v.nullish(v.boolean(), false), v.description('Only says how many there are.')),
});

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
