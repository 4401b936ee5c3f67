/** `lost`: something that was promised did not happen. `wrong`: something happened that must not. */
export interface Finding {
  readonly kind: 'lost' | 'wrong';
  /** The task, or what else it is about. */
  readonly about: string;
  readonly what: string;
}
