import * as v from 'valibot';
import { recoverableStates } from '../../domain/recovery/recovery.ts';
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
