import type { Intent, IntentKey, IntentStore } from '../../../lambdas/domain/creation/video-creation.ts';

const keyOf = ({ owner, idempotencyKey }: IntentKey): string => JSON.stringify([owner, idempotencyKey]);

/** Intents in memory. */
export class MemoryIntents implements IntentStore {
  readonly #intents = new Map<string, Intent>();

  async add(intent: Intent): Promise<{ kind: 'added' } | { kind: 'exists'; intent: Intent }> {
    const found = this.#intents.get(keyOf(intent));
    if (found && found.expiresAt >= intent.requestedAt) return { kind: 'exists', intent: found };
    this.#intents.set(keyOf(intent), intent);
    return { kind: 'added' };
  }

  async settle(key: IntentKey, creation: NonNullable<Intent['creation']>): Promise<void> {
    const intent = this.#intents.get(keyOf(key));
    if (intent) this.#intents.set(keyOf(key), { ...intent, creation });
  }

  async release(key: IntentKey): Promise<void> {
    this.#intents.delete(keyOf(key));
  }
}
