import type { ProblemName } from '../../../contract/problems.ts';
import type { OperationId } from '../../../contract/routes.ts';
import type { BodyName } from './components.ts';
import type { HeaderName } from './headers.ts';

export interface OperationText {
  readonly tag: 'Tasks' | 'Videos' | 'Callbacks' | 'About';
  readonly summary: string;
  readonly description?: string;
  readonly request?: readonly BodyName[];
  /** By status; with no body where `body` is absent. */
  readonly answers: Readonly<
    Record<
      number,
      {
        readonly description: string;
        readonly body?: readonly BodyName[];
        /** Of a body that is not JSON. */
        readonly mediaType?: string;
        readonly headers?: readonly HeaderName[];
      }
    >
  >;
  /** The operation's own problems. Any operation may also be answered with others, such as 429 or 500. */
  readonly problems: readonly ProblemName[];
}

const badBody = ['invalid-request', 'malformed-json', 'body-too-large', 'unsupported-media-type'] as const;

/** What the document says of each operation in addition to its route. */
export const operationTexts: Readonly<Record<OperationId, OperationText>> = {
  registerTask: {
    tag: 'Tasks',
    summary: 'Track a task, or up to 25',
    description:
      'Registering the same task again with the same settings answers as the first time. An array is answered 200 with a result for each of its tasks.',
    request: ['Registration', 'Registrations'],
    answers: {
      200: {
        description: 'Tracked already, with the same settings; or a result for each task of an array.',
        body: ['Task', 'RegistrationResults'],
        headers: ['Location', 'Retry-After'],
      },
      202: {
        description: 'Tracked from now on. `Retry-After` says when something new may be known.',
        body: ['Task'],
        headers: ['Location', 'Retry-After'],
      },
    },
    problems: [...badBody, 'task-conflict', 'task-taken', 'too-many-open-tasks'],
  },
  listTasks: {
    tag: 'Tasks',
    summary: 'List your tasks, newest first',
    description: 'A task may appear a moment after its registration.',
    answers: {
      200: { description: 'A page.', body: ['TaskList'], headers: ['ETag'] },
      304: { description: 'Nothing changed since the answer of that `ETag`.', headers: ['ETag'] },
    },
    problems: ['invalid-request'],
  },
  getTask: {
    tag: 'Tasks',
    summary: 'Show a task',
    answers: {
      200: {
        description: 'The task. While it is open, `Retry-After` says when the provider is polled next.',
        body: ['Task'],
        headers: ['ETag', 'Retry-After'],
      },
      304: { description: 'Nothing changed since the answer of that `ETag`.', headers: ['ETag'] },
    },
    problems: ['task-not-found'],
  },
  stopTask: {
    tag: 'Tasks',
    summary: 'Stop tracking a task',
    description:
      'No callback is sent any more. The provider goes on: its API cannot cancel. Stopping a stopped task answers as the first time.',
    answers: { 202: { description: 'Stopped.', body: ['Task'], headers: ['Location'] } },
    problems: ['task-not-found', 'task-finished'],
  },
  getVideo: {
    tag: 'Videos',
    summary: 'Fetch the archived video',
    description: 'The lasting way to the file. The link it leads to is good for a while only.',
    answers: {
      200: {
        description: 'The link, if `Accept` names `application/json`: for pages in a browser.',
        body: ['VideoLink'],
      },
      302: { description: 'The file lies there.', headers: ['Location'] },
    },
    problems: ['task-not-found', 'no-video', 'video-not-ready'],
  },
  createVideo: {
    tag: 'Videos',
    summary: 'Create a video at the provider, and track it',
    description:
      'The provider’s create body, plus the tracking fields. For seven days a repeated `Idempotency-Key` brings back the first answer. If the provider’s answer was lost, nothing is tried again: the answer is `creation-unknown`, and to create once more takes another key.',
    request: ['Creation'],
    answers: {
      202: {
        description: 'Created, and tracked from now on.',
        body: ['Task'],
        headers: ['Location', 'Retry-After'],
      },
    },
    problems: [
      ...badBody,
      'task-conflict',
      'creation-in-progress',
      'idempotency-key-reused',
      'provider-creates-no-videos',
      'provider-refused',
      'too-many-open-tasks',
      'creation-quota-spent',
      'creation-unknown',
      'provider-unavailable',
    ],
  },
  listDeliveries: {
    tag: 'Callbacks',
    summary: 'Show every attempt at the callbacks of a task',
    answers: {
      200: { description: 'The deliveries, oldest first.', body: ['DeliveryList'], headers: ['ETag'] },
      304: { description: 'Nothing changed since the answer of that `ETag`.', headers: ['ETag'] },
    },
    problems: ['task-not-found'],
  },
  getEvent: {
    tag: 'Callbacks',
    summary: 'Show the callback of a task',
    description:
      'The event of the latest delivery as it would be sent now, with its headers and a fresh link: what a receiver can be tested with.',
    answers: { 200: { description: 'The request.', body: ['Callback'] } },
    problems: ['task-not-found', 'nothing-to-redeliver'],
  },
  redeliver: {
    tag: 'Callbacks',
    summary: 'Send the final event again',
    description: 'With the same event id, a fresh link and the whole schedule of attempts before it.',
    answers: {
      202: { description: 'On its way.', body: ['Delivery'], headers: ['Location'] },
    },
    problems: ['task-not-found', 'nothing-to-redeliver', 'too-many-redeliveries'],
  },
  retryTask: {
    tag: 'Tasks',
    summary: 'Try an ended task again',
    description:
      'For a task that ended as `archive_failed`, `not_a_video`, `completed_without_video`, `deadline_exceeded`, `tracking_failed` or `task_not_found`, as long as the provider may still have it: a day from its creation. It is polled again from the beginning, and its new end is announced by an event with a new id. What was still to be sent of the old one is withdrawn. While a retry is open, another request answers as the first.',
    answers: {
      202: {
        description: 'Tracked again. `Retry-After` says when something new may be known.',
        body: ['Task'],
        headers: ['Location', 'Retry-After'],
      },
    },
    problems: ['task-not-found', 'nothing-to-retry', 'too-late-to-retry', 'too-many-retries'],
  },
  startRecovery: {
    tag: 'Callbacks',
    summary: 'Send everything again that a receiver missed',
    description:
      'Begins a job that sends each final event again whose latest delivery was requested in that time and has ended in one of the states: ten a second, oldest first, none twice, under their event ids. With `dryRun` it only says how many there are.',
    request: ['RecoveryRequest'],
    answers: {
      200: { description: 'With `dryRun`: how many.', body: ['Recoverable'] },
      202: { description: 'Begun.', body: ['Recovery'], headers: ['Location'] },
    },
    problems: badBody,
  },
  getRecovery: {
    tag: 'Callbacks',
    summary: 'Show a recovery',
    answers: { 200: { description: 'How far it has got.', body: ['Recovery'] } },
    problems: ['recovery-not-found'],
  },
  stopRecovery: {
    tag: 'Callbacks',
    summary: 'Stop a recovery',
    description: 'Deliveries that it has begun go on. Stopping a stopped one answers as the first time.',
    answers: { 202: { description: 'Stopped.', body: ['Recovery'] } },
    problems: ['recovery-not-found', 'recovery-finished'],
  },
  listEstimates: {
    tag: 'Tasks',
    summary: 'How long generation takes',
    description:
      'The distribution of generation times, by provider, model and tier, for the models of your newest 100 tasks: ten models at most, the newest first. It is learnt from all tasks of the deployment, as `expectedAt` is; another owner’s models are not listed. Queueing is not counted.',
    answers: {
      200: { description: 'The estimates.', body: ['EstimateList'], headers: ['ETag'] },
      304: { description: 'Nothing changed since the answer of that `ETag`.', headers: ['ETag'] },
    },
    problems: [],
  },
  sendTestEvent: {
    tag: 'Callbacks',
    summary: 'Try a callback URL',
    description:
      'Sends one signed event of the type `test.ping`, in the way that callbacks are sent, and answers with what the receiver said, within 20 seconds. Nothing is recorded, and nothing is tried again. One request a second, of all callers together.',
    request: ['TestEventRequest'],
    answers: { 200: { description: 'What came of it, good or bad.', body: ['TestEventResult'] } },
    problems: badBody,
  },
  checkProvider: {
    tag: 'About',
    summary: 'Show what is read in an answer of a provider',
    description:
      'For a provider of the deployment: paste an answer that you have received, and see what it would be taken for, by what of it, and what of it is not looked at. No request is made, and nothing is recorded.',
    request: ['ProviderCheck'],
    answers: { 200: { description: 'What it means.', body: ['ProviderCheckResult'] } },
    problems: [...badBody, 'provider-not-found'],
  },
  getSigningKeys: {
    tag: 'Callbacks',
    summary: 'The keys that verify your callbacks',
    answers: { 200: { description: 'In the form of Standard Webhooks.', body: ['SigningKeys'] } },
    problems: [],
  },
  getDocument: {
    tag: 'About',
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1.' } },
    problems: [],
  },
  getConsole: {
    tag: 'About',
    summary: 'A page for people: the console',
    description: 'Needs no key: the page asks for the one that its own requests are made with.',
    answers: {
      200: { description: 'The page.', mediaType: 'text/html', headers: ['ETag'] },
      304: { description: 'The page has not changed since the answer of that `ETag`.', headers: ['ETag'] },
    },
    problems: ['too-many-requests'],
  },
};
