import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { PageKey } from '../../domain/task/task-store.ts';
import type { Secret } from './secret.ts';

/** Half of SHA-256 is more than anyone can guess. */
const signatureBytes = 16;

/**
 * Cursors of lists: the store's key of a page's last task, signed so that no client can forge one, and bound to the owner
 * and filter it was given for. Not encrypted: it holds nothing that the owner does not see in the list.
 */
export class HmacPageCursors {
  readonly #master: Pick<Secret, 'current' | 'previous'>;

  constructor(master: Pick<Secret, 'current' | 'previous'>) {
    this.#master = master;
  }

  async seal(scope: string, key: PageKey): Promise<string> {
    const payload = Buffer.from(JSON.stringify(key));
    const { value } = await this.#master.current();
    return Buffer.concat([sign(value, scope, payload), payload]).toString('base64url');
  }

  /** `undefined` if the cursor is not ours or was issued for another list. */
  async open(scope: string, cursor: string): Promise<PageKey | undefined> {
    const bytes = Buffer.from(cursor, 'base64url');
    const payload = bytes.subarray(signatureBytes);
    const signature = bytes.subarray(0, signatureBytes);
    if (signature.length < signatureBytes) return undefined;
    const { value } = await this.#master.current();
    const fits = (master: string) => timingSafeEqual(sign(master, scope, payload), signature);
    // Right after a rotation a client may still hold a cursor of before.
    if (!fits(value)) {
      const previous = await this.#master.previous();
      if (!previous || !fits(previous.value)) return undefined;
    }
    return JSON.parse(payload.toString()) as PageKey;
  }
}

const sign = (master: string, scope: string, payload: Buffer): Buffer => {
  const key = Buffer.from(hkdfSync('sha256', master, '', 'seedance-relay page cursor', 32));
  return createHmac('sha256', key)
    .update(`${Buffer.byteLength(scope)}:${scope}`)
    .update(payload)
    .digest()
    .subarray(0, signatureBytes);
};
