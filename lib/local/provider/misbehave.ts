import { amountOf, type Misbehaviour, nameOf } from './misbehaviours.ts';
import { refusals } from './refusals.ts';
import type { SimulatedReply } from './reply.ts';
import { type Shaping, sendingFaults, shapes } from './shapes.ts';

/** Applies misbehaviours to a correct answer: refusals replace it, shapes change it, sending faults spoil its transfer. */
export const misbehave = (
  right: SimulatedReply,
  misbehaviours: readonly Misbehaviour[],
  request: Omit<Shaping, 'amount'> & { readonly now: number },
): SimulatedReply => {
  const amounts = new Map<string, number | undefined>(
    misbehaviours.map((misbehaviour) => [nameOf(misbehaviour), amountOf(misbehaviour)]),
  );
  let reply = right;
  for (const [name, shape] of Object.entries(shapes)) {
    if (!amounts.has(name) || typeof reply.payload === 'string' || right.status >= 400) continue;
    reply = { ...reply, payload: shape(reply.payload, { ...request, amount: amounts.get(name) }) };
  }
  for (const [name, refuse] of Object.entries(refusals)) {
    if (amounts.has(name)) reply = refuse(amounts.get(name), request.now);
  }
  for (const [name, sending] of Object.entries(sendingFaults))
    if (amounts.has(name)) reply = { ...reply, sending };
  return reply;
};
