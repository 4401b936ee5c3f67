import type { FunctionName } from './functions.ts';

/** The namespace of every metric, if the environment names none. */
export const metricNamespace = 'SeedanceRelay';

interface MetricEntry {
  /** As CloudWatch spells it. */
  readonly unit: 'Count' | 'Seconds' | 'Bytes';
  readonly meaning: string;
  /**
   * The value of the dimension `service`: the function that mostly measures it. It is the same whichever function measures,
   * so that an alarm sees what the sweep gives up in the place of another function.
   */
  readonly service: FunctionName;
  /** A further dimension, whose value is given with each measurement. */
  readonly dimension?: string;
}

/** Every metric. What is here decides the name and the dimensions of what is measured, of alarms and of the dashboard. */
export const metrics = {
  queries: { unit: 'Count', meaning: 'Polls of the provider', service: 'query-task' },
  providerAnswers: {
    unit: 'Count',
    meaning: 'Answers of the provider, by class',
    service: 'query-task',
    dimension: 'answer',
  },
  keyRefusals: {
    unit: 'Count',
    meaning: 'Polls with no key, or with one that was refused',
    service: 'query-task',
  },
  uselessAnswers: {
    unit: 'Count',
    meaning: 'Polls whose answer said nothing about the task, and whose key was not the reason',
    service: 'query-task',
  },
  queriesPerTask: { unit: 'Count', meaning: 'Polls that a finished task took', service: 'record-outcome' },
  tasksEnded: {
    unit: 'Count',
    meaning: 'Tasks that reached a final status, by status',
    service: 'record-outcome',
    dimension: 'status',
  },
  generationSeconds: {
    unit: 'Seconds',
    meaning: 'From first seen processing to finished, by model',
    service: 'record-outcome',
    dimension: 'model',
  },
  detectionDelaySeconds: {
    unit: 'Seconds',
    meaning: 'Upper bound of the time between the finish and the poll that saw it',
    service: 'record-outcome',
  },
  callbackDelaySeconds: {
    unit: 'Seconds',
    meaning: 'From the poll that saw the finish to the 2xx of the receiver',
    service: 'deliver-callback',
  },
  archivedBytes: { unit: 'Bytes', meaning: 'Size of an archived video', service: 'archive-video' },
  archiveSeconds: { unit: 'Seconds', meaning: 'Time that a copy took', service: 'archive-video' },
  videosAtRisk: {
    unit: 'Count',
    meaning: 'Finished videos that cannot be read or copied after three tries, and again in their last hours',
    service: 'archive-video',
  },
  archiveFailures: { unit: 'Count', meaning: 'Videos that could not be copied', service: 'archive-video' },
  attempts: {
    unit: 'Count',
    meaning: 'Callback requests, by result',
    service: 'deliver-callback',
    dimension: 'result',
  },
  attemptsPerDelivery: {
    unit: 'Count',
    meaning: 'Attempts that a settled delivery took',
    service: 'deliver-callback',
  },
  deliveriesSettled: {
    unit: 'Count',
    meaning: 'Deliveries that ended, by state',
    service: 'deliver-callback',
    dimension: 'state',
  },
  openTasks: {
    unit: 'Count',
    meaning: 'Items with a lease, as the sweep counts them',
    service: 'sweep-overdue',
  },
  tasksNearDeadline: {
    unit: 'Count',
    meaning: 'Open tasks with less than an hour left',
    service: 'query-task',
  },
  restarts: { unit: 'Count', meaning: 'Executions that the sweep started', service: 'sweep-overdue' },
  trackingGivenUp: {
    unit: 'Count',
    meaning: 'Tasks that the sweep gave up before they were finished',
    service: 'sweep-overdue',
  },
  providerFailures: {
    unit: 'Count',
    meaning: 'Requests answered with 5xx because the provider failed or was silent',
    service: 'api',
  },
} as const satisfies Record<string, MetricEntry>;

export type MetricName = keyof typeof metrics;

/** The dimensions of a metric with this value of its own dimension, if it has one. */
export const dimensionsOf = (name: MetricName, value?: string): Readonly<Record<string, string>> => {
  const entry: MetricEntry = metrics[name];
  return {
    service: entry.service,
    ...(entry.dimension === undefined || value === undefined ? {} : { [entry.dimension]: value }),
  };
};

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
