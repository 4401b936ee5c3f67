import type { BusEvent, BusReply, EventBus } from '../../../lambdas/domain/bus/event-bus.ts';

/** Answers each put with the next reply of its script, the last one again and again; notes what was put. */
export class ScriptedBus implements EventBus {
  readonly events: BusEvent[] = [];
  readonly #script: readonly Partial<BusReply>[];
  /** What a put waits for. */
  until: Promise<unknown> = Promise.resolve();

  constructor(...script: readonly Partial<BusReply>[]) {
    this.#script = script;
  }

  async put(event: BusEvent): Promise<BusReply> {
    const reply = this.#script[Math.min(this.events.length, this.#script.length - 1)];
    this.events.push(event);
    await this.until;
    return { kind: 'accepted', status: 200, milliseconds: 9, answer: 'bus-id', ...reply };
  }
}
