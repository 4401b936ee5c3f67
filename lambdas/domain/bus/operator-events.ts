import type { OperatorDetail, OperatorEventType } from '../../contract/bus-event.ts';
import { type Clock, hour, iso, type Millis, minute } from '../task/time.ts';
import type { EventBus } from './event-bus.ts';

/** What went wrong, in words of the log. */
export interface OperatorEvents {
  /** Never throws. The answer is the failure, if there was one. */
  tell(type: OperatorEventType, data: OperatorDetail['data']): Promise<string | undefined>;
}

/** A provider that refuses each poll is told of once in this time, by each instance of the function. */
export const providerQuiet: Millis = hour;

/** A bus that did not take an event is left alone for a while: these are not worth the time of a function. */
export const busQuiet: Millis = 5 * minute;

/** Puts operators' events on the bus, each once, without a second try. */
export const operatorEvents = ({
  bus,
  clock,
}: {
  readonly bus: EventBus;
  readonly clock: Clock;
}): OperatorEvents => {
  const told = new Map<string, Millis>();
  let quietUntil = 0;
  return {
    tell: async (type, data) => {
      const now = clock.now();
      const isOfProvider = type.startsWith('relay.provider.');
      const subject = JSON.stringify([type, data]);
      const before = told.get(subject);
      if (now < quietUntil || (isOfProvider && before !== undefined && now - before < providerQuiet)) {
        return undefined;
      }
      const detail: OperatorDetail = { type, timestamp: iso(now), data };
      const reply = await bus.put({ type, at: now, detail: JSON.stringify(detail) });
      if (reply.kind === 'accepted') {
        if (isOfProvider) told.set(subject, now);
        return undefined;
      }
      quietUntil = now + busQuiet;
      return reply.reason ?? reply.failure ?? 'failed';
    },
  };
};
