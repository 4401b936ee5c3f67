type Close = () => unknown;

/** What was opened and must be closed again, last first. */
export class Closing {
  readonly #open: Close[] = [];

  /** Hands back what it was given, to be used where it is opened. */
  add<T extends { close: Close }>(opened: T): T {
    this.#open.push(() => opened.close());
    return opened;
  }

  /** Closes the rest where one fails to close, and then fails as it did. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#open.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
