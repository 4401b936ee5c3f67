import { useEffect, useState } from 'preact/hooks';

/** A value that views can watch. */
export class Store<T> {
  #value: T;
  readonly #watchers = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const watcher of this.#watchers) watcher();
  }

  update(fields: Partial<T>): void {
    this.set({ ...this.#value, ...fields });
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

/** The store's value; the view is drawn again when it changes. */
export const useStore = <T>(store: Store<T>): T => {
  const [, draw] = useState({});
  const { value } = store;
  // What changes between drawing and watching is noticed by the value.
  useEffect(() => {
    if (store.value !== value) draw({});
    return store.watch(() => draw({}));
  }, [store]);
  return value;
};
