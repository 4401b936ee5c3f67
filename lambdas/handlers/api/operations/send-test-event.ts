import { sendTestEvent as send } from '../../../domain/callbacks/send-test-event.ts';
import type { TestEventResultBody } from '../answer-schemas.ts';
import type { Operation } from '../operation.ts';
import { jsonBody, parseBody } from '../request.ts';
import { testEvent } from '../schemas.ts';
import { callbackErrors, callbackUrlOf } from './register-task.ts';

/** Shows how a receiver answers a callback, before the first task depends on it. */
export const sendTestEvent: Operation = async ({ event, owner }, deps) => {
  const { callbackUrl } = parseBody(testEvent, jsonBody(event), callbackErrors(deps));
  const { eventId, reply } = await send(deps)(owner, callbackUrlOf(callbackUrl, deps));
  const { kind, status, failure, reason, milliseconds, address } = reply;
  deps.telemetry.log('info', 'testEventSent', { owner, status, failure, reason, milliseconds, address });
  const body: TestEventResultBody = {
    eventId,
    result: kind,
    status: status ?? null,
    failure: failure ?? null,
    reason: reason ?? null,
    location: reply.location ?? null,
    address: address ?? null,
    milliseconds,
    answer: reply.answer ?? null,
  };
  return { status: 200, body };
};
