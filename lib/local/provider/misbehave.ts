import { encodings } from './encodings.ts';
import { amountOf, type Misbehaviour, nameOf } from './misbehaviours.ts';
import { refusals } from './refusals.ts';
import type { SimulatedReply } from './reply.ts';
import { type Shaping, sendingFaults, shapes } from './shapes.ts';

/**
 * Applies misbehaviours to a correct answer: shapes change it, refusals replace it, encodings write it in another way, and
 * sending faults spoil its transfer.
 */
export const misbehave = (
  right: SimulatedReply,
  misbehaviours: readonly Misbehaviour[],
  request: Omit<Shaping, 'amount'> & {
    readonly now: number;
    /** Puts the answer into another provider's words, once it has its shape. */
    readonly speak?: (payload: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  },
): SimulatedReply => {
  const amounts = new Map<string, number | undefined>(
    misbehaviours.map((misbehaviour) => [nameOf(misbehaviour), amountOf(misbehaviour)]),
  );
  let reply = right;
  for (const [name, shape] of Object.entries(shapes)) {
    const { payload } = reply;
    if (!amounts.has(name) || typeof payload === 'string' || Buffer.isBuffer(payload)) continue;
    if (right.status < 400)
      reply = { ...reply, payload: shape(payload, { ...request, amount: amounts.get(name) }) };
  }
  const { payload } = reply;
  if (request.speak && typeof payload === 'object' && !Buffer.isBuffer(payload)) {
    reply = { ...reply, payload: request.speak(payload) };
  }
  for (const [name, refuse] of Object.entries(refusals)) {
    if (amounts.has(name)) reply = refuse(amounts.get(name), request.now);
  }
  if (amounts.has('final-as-error') && isFinal(reply))
    reply = { ...reply, status: amounts.get('final-as-error') ?? 400 };
  for (const [name, encode] of Object.entries(encodings)) {
    if (amounts.has(name)) reply = encode(reply, amounts.get(name));
  }
  for (const [name, sending] of Object.entries(sendingFaults))
    if (amounts.has(name)) reply = { ...reply, sending };
  return reply;
};

const finalStatuses: readonly unknown[] = ['failed', 'cancelled', 'expired'];

const isFinal = ({ payload }: SimulatedReply): boolean =>
  typeof payload === 'object' && 'status' in payload && finalStatuses.includes(payload.status);
