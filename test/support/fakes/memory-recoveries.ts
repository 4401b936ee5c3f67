import type { Recovery, RecoveryKey } from '../../../lambdas/domain/recovery/recovery.ts';
import type { RecoveryChange, RecoveryStore } from '../../../lambdas/domain/recovery/recovery-store.ts';

const keyOf = ({ owner, id }: RecoveryKey): string => JSON.stringify([owner, id]);

/** Jobs in memory, with the fence of the real store. */
export class MemoryRecoveries implements RecoveryStore {
  readonly #all = new Map<string, Recovery>();

  async add(recovery: Recovery): Promise<void> {
    this.#all.set(keyOf(recovery), recovery);
  }

  async find(key: RecoveryKey): Promise<Recovery | undefined> {
    return this.#all.get(keyOf(key));
  }

  async change(
    held: RecoveryKey & { readonly restart: number },
    change: RecoveryChange,
  ): Promise<'changed' | 'superseded'> {
    const recovery = this.#all.get(keyOf(held));
    if (recovery?.restart !== held.restart || recovery.state !== 'running') return 'superseded';
    const strikes = change.restart === undefined ? { strikes: 0 } : {};
    const changed = Object.entries({ ...recovery, ...strikes, ...change });
    this.#all.set(
      keyOf(held),
      Object.fromEntries(changed.filter(([, value]) => value !== undefined)) as unknown as Recovery,
    );
    return 'changed';
  }
}
