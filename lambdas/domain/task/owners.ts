/** Whose requests a caller's are. */
export interface Owners {
  /** The owner that this caller acts for: the caller's own id, unless the operator gave it another owner's name. */
  of(callerId: string): Promise<string>;
}
