import {
  appointmentGap,
  farAppointment,
  freeSlots,
  type HostReport,
  type HostSlot,
  type HostSlots,
  type HostState,
  maxAppointment,
  paceAfter,
  type SlotClaim,
  slotLease,
} from '../../../lambdas/domain/callbacks/host-slots.ts';

/** The slots of hosts in memory, by the rules of the real ones. */
export class MemoryHostSlots implements HostSlots {
  readonly #limit: number;
  readonly #hosts = new Map<string, HostState>();

  constructor(limit = 10) {
    this.#limit = limit;
  }

  async claim(host: string, now: number): Promise<SlotClaim> {
    const state = this.#stateOf(host);
    const [number] = freeSlots(state, this.#limit, now);
    if (number === undefined) return { kind: 'busy', comeAt: this.#appointment(host, state, now) };
    const until = now + slotLease;
    this.#hosts.set(host, { ...state, slots: { ...state.slots, [number]: until } });
    return { kind: 'slot', slot: { host, number, until, state } };
  }

  async release({ host, number, until, state: seen }: HostSlot, report?: HostReport): Promise<void> {
    const state = this.#stateOf(host);
    if (state.slots[number] !== until) return;
    const { [number]: _, ...slots } = state.slots;
    const failures = report?.healthy ? 0 : state.failures + 1;
    const learnt = report && { failures, pace: paceAfter(seen, report.milliseconds) };
    this.#hosts.set(host, { ...state, slots, ...learnt });
  }

  #appointment(host: string, state: HostState, now: number): number {
    if (state.bookedUntil > now + maxAppointment) return farAppointment(now, 0.5);
    const bookedUntil = Math.max(state.bookedUntil, now) + appointmentGap(state, this.#limit);
    this.#hosts.set(host, { ...state, bookedUntil });
    return bookedUntil;
  }

  #stateOf(host: string): HostState {
    return this.#hosts.get(host) ?? { slots: {}, failures: 0, pace: 0, bookedUntil: 0 };
  }
}
