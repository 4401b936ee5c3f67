import type { ProviderTerms } from './task-provider.ts';
import { day, hour, type Millis, second } from './time.ts';

/** How long after its creation the first provider keeps a task and its video: the one place that says so. */
export const keptByProvider = day;

interface Dated {
  readonly registeredAt: Millis;
  readonly createdAt?: Millis;
  readonly lastPendingAt?: Millis;
  readonly finishedAt?: Millis;
  readonly terms?: ProviderTerms;
}

/**
 * When the provider deletes a video: counted from the creation, or from the registration while that is unknown. Some count
 * from the end, or from when the task was last seen unfinished while that is unknown.
 */
export const deletionOf = ({ registeredAt, createdAt, lastPendingAt, finishedAt, terms }: Dated): Millis => {
  const created = createdAt ?? registeredAt;
  if (!terms) return created + keptByProvider;
  const from = terms.kept.from === 'created' ? created : (finishedAt ?? lastPendingAt ?? created);
  return from + terms.kept.mediaSeconds * second;
};

/** When the provider knows nothing of a task any more, the video or its record. */
export const forgottenAt = (task: Dated): Millis => {
  const { registeredAt, createdAt = registeredAt, finishedAt = createdAt, terms } = task;
  if (!terms) return deletionOf(task);
  const from = terms.kept.from === 'created' ? createdAt : finishedAt;
  return Math.max(deletionOf(task), from + terms.kept.recordSeconds * second);
};

/** How long after its creation an unfinished task is known to its provider, less some time for the archive. */
const recordKept = ({ kept }: ProviderTerms): Millis => {
  if (kept.from === 'finished') return Number.POSITIVE_INFINITY;
  const millis = kept.recordSeconds * second;
  return millis - Math.min(hour, millis / 10);
};

/**
 * How long the claim to a task's id lasts: as long as the provider knows the task, however late it was registered, and a
 * day more for what its clock and ours differ by. After that, nobody can get anything by the id.
 */
export const claimLife = ({ terms }: Pick<Dated, 'terms'>): Millis =>
  keptByProvider + Math.max(keptByProvider, (terms?.kept.recordSeconds ?? 0) * second);

/**
 * When tracking ends at the latest. The first provider deletes a task a day after its creation, so `giveUpAfterSeconds` (the
 * deployment's) counts from then, and from the registration while the creation is unknown; it leaves the rest of the day
 * for the archive. With other providers it counts from the registration, and ends before the provider forgets the task.
 * The owner's own limit counts from the registration. A retry begins both limits again, and may use all of the provider's day.
 */
export const deadlineOf = (
  task: Dated & { readonly giveUpAfterSeconds?: number; readonly retriedAt?: Millis },
  giveUpAfterSeconds: number,
): Millis => {
  const { registeredAt, createdAt, retriedAt, terms } = task;
  const begun = Math.min(createdAt ?? registeredAt, registeredAt);
  const since = retriedAt ?? registeredAt;
  const usual = begun + Math.min(giveUpAfterSeconds * second, keptByProvider);
  const ours = terms
    ? Math.min(since + giveUpAfterSeconds * second, begun + recordKept(terms))
    : retriedAt === undefined || retriedAt < usual
      ? usual
      : begun + keptByProvider;
  const owners = task.giveUpAfterSeconds === undefined ? ours : since + task.giveUpAfterSeconds * second;
  return Math.min(ours, owners);
};

/** What clocks may differ by. */
const skew = 5 * 60 * second;

/**
 * The creation time that an answer gives, if it can be true; `undefined` for one in the future, or so long ago that the
 * provider would not know the task any more.
 */
export const saneCreation = (
  createdAt: Millis | undefined,
  now: Millis,
  terms?: ProviderTerms,
): Millis | undefined => {
  const oldest = now - Math.max(keptByProvider, (terms?.kept.recordSeconds ?? 0) * second);
  if (createdAt === undefined || createdAt > now + skew || createdAt < oldest) return undefined;
  return Math.min(createdAt, now);
};
