import { hour, type Millis, minute, second } from '../task/time.ts';
import { type CallbackReply, callbackTimeout } from './callbacks.ts';
import { hostOf, portOf } from './outgoing-url.ts';

/** The right to have one request under way to a host. */
export interface HostSlot {
  readonly host: string;
  /** Counts a host's slots from 0. */
  readonly number: number;
  /** It is free again then, whatever became of the function that took it. */
  readonly until: Millis;
  /** What was known of the host when it was taken. */
  readonly state: HostState;
}

/** What all functions together know of a host. */
export interface HostState {
  /** Until when each slot is taken, by its number. */
  readonly slots: Readonly<Record<number, Millis>>;
  /** Requests in a row that the host did not answer well. */
  readonly failures: number;
  /** What its requests lately took, on average; 0 if there were none. */
  readonly pace: Millis;
  /** The last appointment that was given to an attempt that found no slot. */
  readonly bookedUntil: Millis;
}

export type SlotClaim =
  | { readonly kind: 'slot'; readonly slot: HostSlot }
  /** As many requests are under way as may be. */
  | { readonly kind: 'busy'; readonly comeAt: Millis };

/** What a request showed of its host. */
export interface HostReport {
  readonly healthy: boolean;
  readonly milliseconds: Millis;
}

/** The slots of every host, shared by all functions. */
export interface HostSlots {
  /** A slot, or when to come again. Throws what the store throws. */
  claim(host: string, now: Millis): Promise<SlotClaim>;
  /** Gives it back, if it is still the holder's. Without a report, nothing was sent. Throws what the store throws. */
  release(slot: HostSlot, report?: HostReport): Promise<void>;
}

/** The whole of a request, and some time to give the slot back. After a crash it is free again then. */
export const slotLease: Millis = callbackTimeout + 5 * second;

/** What a reply shows of its host; nothing if none was dialled. A host that refuses with 4xx is alive. */
export const reportOf = ({ status, failure, milliseconds }: CallbackReply): HostReport | undefined =>
  failure === 'blocked'
    ? undefined
    : { healthy: status !== undefined && status < 500 && status !== 429, milliseconds };

/** Bad answers in a row after which a host gets one request at a time, until one is answered well. */
export const failuresToBreak = 10;

/** Beyond this, appointments are not given one after the other any more. */
export const maxAppointment: Millis = 30 * minute;

/** The longest that an attempt waits for a slot before it tries again. */
export const maxPutOff: Millis = hour;

/** Whom a URL's requests burden: the name or address that is dialled, with its port. */
export const hostKey = (url: string): string => {
  const parsed = new URL(url);
  return `${hostOf(parsed)}:${portOf(parsed)}`;
};

/** How many requests the host may have at once. */
export const lidOf = ({ failures }: Pick<HostState, 'failures'>, limit: number): number =>
  failures >= failuresToBreak ? 1 : limit;

/** The numbers of the slots that are free. */
export const freeSlots = (state: HostState, limit: number, now: Millis): readonly number[] =>
  Array.from({ length: lidOf(state, limit) }, (_, number) => number).filter(
    (number) => (state.slots[number] ?? 0) <= now,
  );

/** What a request is thought to take, as long as none has ended. */
const unknownPace: Millis = second;

/** The time between two appointments: as many requests end in it as begin. */
export const appointmentGap = (state: HostState, limit: number): Millis =>
  Math.max(1, Math.ceil((state.pace || unknownPace) / lidOf(state, limit)));

/** When to come if the appointments reach too far ahead: some time in the second half hour. `random` is in [0, 1). */
export const farAppointment = (now: Millis, random: number): Millis =>
  now + maxAppointment + Math.floor((maxPutOff - maxAppointment) * random);

/** The average after one more request, of which the last few count most. */
export const paceAfter = ({ pace }: Pick<HostState, 'pace'>, milliseconds: Millis): Millis =>
  Math.round(pace === 0 ? milliseconds : pace + (milliseconds - pace) / 5);

/**
 * Seconds until an attempt tries again that was put off `before` times in a row: until its appointment, and at least 1, 2, 4, 8 …
 * seconds, so that one that is always too late does not come for ever.
 */
export const putOffSeconds = (comeAt: Millis, now: Millis, before: number): number => {
  const seconds = Math.max(Math.ceil((comeAt - now) / second), 2 ** Math.min(before, 12));
  return Math.min(seconds, maxPutOff / second);
};
