/** How many tasks an owner may have open at once: a limit on what a mistake, or a leaked key, can cost. */
export interface OpenTasks {
  /** Whether the owner may have one more, which is counted then. A few more than the limit may be let through. */
  admit(owner: string): Promise<boolean>;
}
