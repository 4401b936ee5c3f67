import { countRecoverable, startRecovery as start } from '../../../domain/recovery/start-recovery.ts';
import type { Millis } from '../../../domain/task/time.ts';
import type { Operation } from '../operation.ts';
import { invalidField } from '../problem.ts';
import { recoveryRequest } from '../recovery-schemas.ts';
import { recoveryView } from '../recovery-view.ts';
import { jsonBody, parseBody } from '../request.ts';

/** Sends again all that a receiver missed in a time; with `dryRun`, only says how much that is. */
export const startRecovery: Operation = async (request, deps) => {
  const { owner } = request;
  const { since, until, state, dryRun } = parseBody(recoveryRequest, jsonBody(request.event), () => []);
  const now = deps.clock.now();
  const range = {
    since: timeOf('since', since),
    until: until === undefined ? now : Math.min(timeOf('until', until), now),
    states: [...new Set(state)],
    ...(deps.settings.hasBus && ({ beside: true } as const)),
  };
  if (range.since > range.until) throw invalidField('since', 'Must not be later than until, or now');
  if (dryRun) return { status: 200, body: { found: await countRecoverable(deps)(owner, range) } };
  const id = deps.newId();
  const { recovery, startFailure } = await start(deps)({ owner, id }, range);
  const { restart } = recovery;
  deps.telemetry.log('info', 'recoveryStarted', { owner, recovery: id, restart });
  if (startFailure !== undefined) {
    const error = startFailure as Error;
    deps.telemetry.log('error', 'executionNotStarted', { owner, recovery: id, restart, error });
  }
  return {
    status: 202,
    headers: { Location: `${request.basePath}/deliveries/recoveries/${id}` },
    body: recoveryView(recovery),
  };
};

/** Throws a Problem for what has the form of a time and is none: `Date.parse` takes 31 February for 3 March. */
const timeOf = (field: string, text: string): Millis => {
  const time = Date.parse(text);
  const day = text.slice(0, 'yyyy-mm-dd'.length);
  if (Number.isNaN(time) || !new Date(day).toISOString().startsWith(day))
    throw invalidField(field, 'Is no time');
  return time;
};
