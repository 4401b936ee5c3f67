import { maxArchiveTurns, maxPolls, maxPutOffs } from '../../lambdas/contract/limits.ts';
import { ConfigError } from './option-readers.ts';

/** Events after which Step Functions ends an execution. */
const historyLimit = 25_000;
/** Wait 2 + Task 5 + Choice 2. */
export const eventsPerTurn = 9;
/** Ten attempts (Standard Webhooks' schedule), and one to spare. */
const deliveryTurns = 11 + maxPutOffs;
/** For steps that had to be retried: each retry is 3 events more. */
const reserve = 3_000;

/** The most events that an execution can come to: tracking, archiving, and all attempts to deliver. */
export const worstHistory = (config: {
  readonly pollMinSeconds: number;
  readonly pollMaxSeconds: number;
  readonly giveUpAfterHours: number;
}): number => {
  const polls = maxPolls({
    pollMinSeconds: config.pollMinSeconds,
    pollMaxSeconds: config.pollMaxSeconds,
    giveUpAfterSeconds: config.giveUpAfterHours * 3_600,
  });
  return (polls + maxArchiveTurns + deliveryTurns) * eventsPerTurn + reserve;
};

/** Throws where a tracking could outgrow the history of its execution. */
export const assertHistoryFits = (config: Parameters<typeof worstHistory>[0]): void => {
  const events = worstHistory(config);
  if (events > historyLimit) {
    throw new ConfigError(
      'pollMinSeconds',
      `is too short for giveUpAfterHours: a tracking could come to ${events} events of the ${historyLimit} that ` +
        'Step Functions allows. Raise pollMinSeconds or pollMaxSeconds, or lower giveUpAfterHours',
    );
  }
};
