import type { TestEvent } from '../../contract/video-event.ts';
import { type Clock, iso, second } from '../task/time.ts';
import type { CallbackReply, CallbackSender, Signer } from './callbacks.ts';

export interface SendTestEventDeps {
  readonly callbacks: CallbackSender;
  readonly signer: Signer;
  readonly clock: Clock;
  /** Another one each time: a receiver that knows the last `webhook-id` would answer from memory. */
  readonly newId: () => string;
}

export interface TestEventResult {
  readonly eventId: string;
  readonly reply: CallbackReply;
}

/**
 * Sends one `test.ping`, signed with the owner's keys and by the same client as every callback, and answers with what the
 * receiver said. Nothing is recorded and nothing is tried again. Throws if the signing keys cannot be read.
 */
export const sendTestEvent =
  ({ callbacks, signer, clock, newId }: SendTestEventDeps) =>
  async (owner: string, callbackUrl: string): Promise<TestEventResult> => {
    const at = clock.now();
    const event: TestEvent = { type: 'test.ping', timestamp: iso(at), data: {} };
    const content = {
      id: `msg_${newId()}`,
      timestamp: Math.floor(at / second),
      body: JSON.stringify(event),
    };
    const signature = await signer.sign(owner, content);
    return { eventId: content.id, reply: await callbacks.send(callbackUrl, content, signature, at) };
  };
