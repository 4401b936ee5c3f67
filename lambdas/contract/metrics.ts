import type { FunctionName } from './functions.ts';

/** The namespace of every metric, if the environment names none. */
export const metricNamespace = 'SeedanceRelay';

interface MetricEntry {
  readonly meaning: string;
  /**
   * The value of the only dimension, `service`: the function that mostly counts it. It is the same whichever function counts,
   * so that an alarm sees what the sweep gives up in the place of another function.
   */
  readonly service: FunctionName;
}

/**
 * Every metric: all count trouble that an alarm is about. CloudWatch bills each by the hours in which it is written, so a month
 * without trouble costs nothing. What else there is to know about the work stands in the log, where the dashboard looks for it.
 */
export const metrics = {
  keyRefusals: {
    meaning: 'Polls with no key, or with one that was refused, of tasks whose poll before was the same',
    service: 'query-task',
  },
  uselessAnswers: {
    meaning: 'Polls whose answer said nothing about the task, and whose key was not the reason',
    service: 'query-task',
  },
  tasksNearDeadline: { meaning: 'Polls of tasks with less than an hour left', service: 'query-task' },
  videosAtRisk: {
    meaning: 'Finished videos that cannot be read or copied after three tries, and again in their last hours',
    service: 'archive-video',
  },
  archiveFailures: { meaning: 'Videos that could not be copied', service: 'archive-video' },
  callbacksExhausted: { meaning: 'Callbacks given up after their last attempt', service: 'deliver-callback' },
  restarts: { meaning: 'Executions that the sweep started', service: 'sweep-overdue' },
  trackingGivenUp: {
    meaning: 'Tasks that the sweep gave up before they were finished',
    service: 'sweep-overdue',
  },
  providerFailures: {
    meaning: 'Requests answered with 5xx because the provider failed or was silent',
    service: 'api',
  },
} as const satisfies Record<string, MetricEntry>;

export type MetricName = keyof typeof metrics;

/** The dimensions of a metric. */
export const dimensionsOf = (name: MetricName): Readonly<Record<string, string>> => ({
  service: metrics[name].service,
});

/** Classes of answers that count as `keyRefusals`. */
export const keyRefusals: readonly string[] = ['unauthorized', 'no_key'];

/** Classes of answers that count as `uselessAnswers`. */
export const uselessAnswers: readonly string[] = [
  'wrong_path',
  'unexpected',
  'server_error',
  'timeout',
  'unreachable',
  'not_json',
  'no_status',
  'unknown_status',
  'other_task',
];
