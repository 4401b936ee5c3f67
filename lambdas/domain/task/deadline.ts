import { day, type Millis, second } from './time.ts';

/** How long after its creation the provider keeps a task and its video: the one place that says so. */
export const keptByProvider = day;

/** When the provider deletes a task and its video; counted from the registration while the creation is unknown. */
export const deletionOf = (task: { readonly registeredAt: Millis; readonly createdAt?: Millis }): Millis =>
  (task.createdAt ?? task.registeredAt) + keptByProvider;

/**
 * How long the claim to a task's id lasts: the day that the provider knows the task, however late it was registered, and
 * a second one for what its clock and ours differ by. After that, nobody can get anything by the id.
 */
export const claimLife = 2 * keptByProvider;

/**
 * When tracking ends at the latest. The provider deletes a task a day after its creation, so `giveUpAfterSeconds` (the
 * deployment's) counts from then, and from the registration while the creation is unknown; it leaves the rest of the day
 * for the archive. The owner's own limit counts from the registration.
 */
export const deadlineOf = (
  task: {
    readonly registeredAt: Millis;
    readonly createdAt?: Millis;
    readonly giveUpAfterSeconds?: number;
  },
  giveUpAfterSeconds: number,
): Millis => {
  const begun = Math.min(task.createdAt ?? task.registeredAt, task.registeredAt);
  const ours = begun + Math.min(giveUpAfterSeconds * second, keptByProvider);
  const owners =
    task.giveUpAfterSeconds === undefined ? ours : task.registeredAt + task.giveUpAfterSeconds * second;
  return Math.min(ours, owners);
};

/** What clocks may differ by. */
const skew = 5 * 60 * second;

/** The creation time that an answer gives, if it can be true; `undefined` for one in the future or over a day ago. */
export const saneCreation = (createdAt: Millis | undefined, now: Millis): Millis | undefined => {
  if (createdAt === undefined || createdAt > now + skew || createdAt < now - keptByProvider) return undefined;
  return Math.min(createdAt, now);
};
