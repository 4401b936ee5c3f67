/**
 * Every message that a function logs. Beside it stand `owner`, `taskId` and `restart`, and never a key, a link's
 * query string, a signature or a body.
 */
export const logMessages = {
  videoCreated: 'The provider created a video for us',
  taskRegistered: 'A task was registered',
  taskAsked: 'The provider was polled',
  executionSuperseded: 'Another execution holds the record: this one ends',
  videoArchived: 'The video lies in the bucket',
  videoNotArchived: 'The video could not be copied this time',
  videoGivenUp: 'The video cannot be copied: it is given up',
  outcomeRecorded: 'The outcome was recorded',
  callbackAttempted: 'The callback URL was called',
  eventPut: 'The event was put on the event bus',
  operatorNotTold: 'An event for operators was not taken by the bus: it is in the log only',
  callbackPutOff: 'The host of the callback URL has requests enough: the attempt waits',
  slotNotReleased: 'The slot of a host could not be given back: it is free again in a moment',
  deliverySettled: 'The delivery ended',
  leaseOverdue: 'A step did not happen in time: a new execution was started',
  trackingGivenUp: 'Restarted too often without progress: given up, and the owner gets an event',
  sweepEnded: 'The sweep has looked through what is open',
  recoveryGivenUp: 'Restarted too often without progress: the job ends, and can be begun again by its owner',
  restartFailed: 'An overdue item could not be restarted: a later sweep tries again',
  providerRefusesKey: 'The provider refuses the API key: tasks go on, but none can finish until it is mended',
  providerWrongPath: 'The provider has no such path: is providerBaseUrl right?',
  taskStopped: 'The owner stopped a task',
  retryRequested: 'The owner has an ended task tried again',
  redeliveryRequested: 'The owner wants the event sent again',
  testEventSent: 'The owner had a test event sent',
  recoveryStarted: 'The owner wants everything sent again that was missed',
  recoveryStopped: 'The owner stopped a job',
  deliveriesRecovered: 'Events were sent again that were missed',
  executionNotStarted: 'The execution could not be started: the sweep will start one',
  providerKeyUnreadable:
    'The provider’s API key could not be read, or is none: tasks stay open, but are not polled',
  estimatesUnavailable: 'Generation times could not be read or added: the schedule goes by what it knows',
  processingNotAnnounced: 'video.processing could not be announced this time',
  creationQuotaSpent: 'The owner has created as many videos this month as it may create',
  tooManyOpenTasks: 'The owner has as many open tasks as it may have',
  requestFailed: 'A request to the API failed on our side',
} as const;
export type LogMessageName = keyof typeof logMessages;
