import type { Millis } from '../task/time.ts';

/** How many videos an owner may create in a month: a limit on what a mistake, or a leaked key, can cost. */
export interface CreationQuota {
  /** One conditional write: counts one more, unless as many as there may be are counted in this month. */
  take(owner: string, now: Millis): Promise<{ readonly kind: 'taken' } | QuotaSpent>;
  /** Nothing was created: what was taken at that time is not counted any more. */
  giveBack(owner: string, takenAt: Millis): Promise<void>;
}

export interface QuotaSpent {
  readonly kind: 'quota_spent';
  /** Videos in a month. */
  readonly most: number;
  /** When the next month begins. */
  readonly renewsAt: Millis;
}

/** The month of a time, in UTC: `2026-11`, and when it ends. */
export const monthOf = (time: Millis): { readonly name: string; readonly endsAt: Millis } => {
  const date = new Date(time);
  const endsAt = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  return { name: date.toISOString().slice(0, 7), endsAt };
};
