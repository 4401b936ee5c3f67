import type {
  CallbackReply,
  CallbackSender,
  Signable,
  Signer,
} from '../../../lambdas/domain/callbacks/callbacks.ts';

/** Answers each request with the next reply of its script, the last one again and again; notes what was sent. */
export class ScriptedCallbacks implements CallbackSender {
  readonly sent: { readonly url: string; readonly content: Signable; readonly signature: string }[] = [];
  readonly #script: readonly Partial<CallbackReply>[];
  /** Called while a request is under way. */
  during: () => void = () => {};

  constructor(...script: readonly Partial<CallbackReply>[]) {
    this.#script = script;
  }

  async send(url: string, { id, timestamp, body }: Signable, signature: string): Promise<CallbackReply> {
    const reply = this.#script[Math.min(this.sent.length, this.#script.length - 1)];
    this.sent.push({ url, content: { id, timestamp, body }, signature });
    this.during();
    return { kind: 'accepted', milliseconds: 12, address: '93.184.215.14', status: 204, ...reply };
  }
}

/** Signs by naming what it signs; `failing` makes it a secret that cannot be read. */
export class PlainSigner implements Signer {
  failing = false;

  async sign(owner: string, { id, timestamp }: Signable): Promise<string> {
    if (this.failing) throw new Error('The secret cannot be read');
    return `v1,${owner}/${id}/${timestamp}`;
  }
}
