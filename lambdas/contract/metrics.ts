/** The namespace of every metric, if the environment names none. */
export const metricNamespace = 'SeedanceRelay';

/** Every metric, with its unit and meaning. Units are CloudWatch's. */
export const metrics = {
  queries: { unit: 'Count', meaning: 'Polls of the provider' },
  providerAnswers: { unit: 'Count', meaning: 'Answers of the provider, by class', dimension: 'answer' },
  queriesPerTask: { unit: 'Count', meaning: 'Polls that a finished task took' },
  tasksEnded: { unit: 'Count', meaning: 'Tasks that reached a final status, by status', dimension: 'status' },
  generationSeconds: {
    unit: 'Seconds',
    meaning: 'From first seen processing to finished, by model',
    dimension: 'model',
  },
  detectionDelaySeconds: {
    unit: 'Seconds',
    meaning: 'Upper bound of the time between the finish and our seeing it',
  },
  callbackDelaySeconds: { unit: 'Seconds', meaning: 'From seeing the finish to the receiver’s 2xx' },
  archivedBytes: { unit: 'Bytes', meaning: 'Size of an archived video' },
  archiveSeconds: { unit: 'Seconds', meaning: 'Time that a copy took' },
  archiveFailures: { unit: 'Count', meaning: 'Videos that could not be copied' },
  attempts: { unit: 'Count', meaning: 'Callback requests, by what came of them', dimension: 'result' },
  attemptsPerDelivery: { unit: 'Count', meaning: 'Attempts that a settled delivery took' },
  deliveriesSettled: { unit: 'Count', meaning: 'Deliveries that ended, by state', dimension: 'state' },
  openTasks: { unit: 'Count', meaning: 'Items with a lease, as the sweep sees them' },
  tasksNearDeadline: { unit: 'Count', meaning: 'Open tasks with less than an hour left' },
  restarts: { unit: 'Count', meaning: 'Executions that the sweep started' },
} as const satisfies Record<
  string,
  { unit: 'Count' | 'Seconds' | 'Bytes'; meaning: string; dimension?: string }
>;

export type MetricName = keyof typeof metrics;
