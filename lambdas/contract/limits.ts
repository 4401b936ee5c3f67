/** The limits of the polling, as the infrastructure hands them to the functions. */
export interface PollingLimits {
  readonly pollMinSeconds: number;
  readonly pollMaxSeconds: number;
}

/** Polls of one task that may follow each other at `pollMinSeconds`: two and a half hours of them by default. */
export const promptPolls = 300;

/** The shortest interval once the prompt polls are used up, whatever the answers are: 90 s by default. */
export const lateIntervalSeconds = ({ pollMinSeconds, pollMaxSeconds }: PollingLimits): number =>
  Math.min(3 * pollMinSeconds, pollMaxSeconds);

/** Past its deadline a task is polled for 30 more minutes if the last answer was unclear, at least a minute apart. */
export const pollGrace = { minutes: 30, polls: 30 + 1 } as const;

/**
 * The most polls that tracking a task can take: the execution's history must hold them. With the defaults,
 * 300 in 9,000 s and one every 90 s of the other 73,800 s, one at the beginning and one at the deadline: 1,122; and 31
 * past it.
 */
export const maxPolls = (limits: PollingLimits & { readonly giveUpAfterSeconds: number }): number => {
  const late = Math.max(0, limits.giveUpAfterSeconds - promptPolls * limits.pollMinSeconds);
  return promptPolls + Math.ceil(late / lateIntervalSeconds(limits)) + 2 + pollGrace.polls;
};

/**
 * The most turns of one archiving: what does not fit into one run of the function is gone on with, and what fails is
 * tried again, until the provider deletes the video. 80 × 15 minutes = 20 h of copying, or a day of a source that fails.
 */
export const maxArchiveTurns = 80;

/**
 * The most turns in which attempts are put off because their host has requests enough: after twelve in a row they are an hour
 * apart, so 240 in ten days, and twelve more for each of ten attempts.
 */
export const maxPutOffs = 240 + 10 * 12;

/**
 * The longest time that a delivery can take, in days: nine waits of a day, the maximum of `Retry-After`,
 * each up to a tenth longer, are 9.9. A record that went sooner would take its callback with it.
 */
export const maxDeliveryDays = 10;
