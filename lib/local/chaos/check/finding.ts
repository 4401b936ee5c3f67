/** `lost`: something promised did not happen. `wrong`: something happened that must not. */
export interface Finding {
  readonly kind: 'lost' | 'wrong';
  /** The task, or whatever else it concerns. */
  readonly about: string;
  readonly what: string;
}
