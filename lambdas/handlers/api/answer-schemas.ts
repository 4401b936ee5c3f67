import * as v from 'valibot';
import { type ProblemName, problems, problemType } from '../../contract/problems.ts';
import { deliveryStates, destinations } from '../../domain/task/delivery.ts';
import { failureReasons } from '../../domain/task/failure-reason.ts';
import { errorCodes, eventTypes, finalStatuses, openStatuses, serviceTiers } from '../../domain/task/task.ts';
import { expected, generation, storedFile, video } from './video-schema.ts';

/**
 * What the API answers: the OpenAPI document is made of it, and the views are typed by it. Only types of this file
 * reach the function. What is not known (yet) is null, never absent.
 */
export const time = v.pipe(v.string(), v.isoTimestamp());
export const maybe = <S extends v.GenericSchema>(schema: S) => v.nullable(schema);
const taskId = v.pipe(
  v.string(),
  v.description('The provider’s id of the task; `{provider}:{id}` if the provider is not the default one.'),
);
const status = v.picklist([...openStatuses, ...finalStatuses]);
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const taskError = v.object({
  code: v.picklist(Object.keys(errorCodes) as (keyof typeof errorCodes)[]),
  message: v.pipe(v.string(), v.description('For people.')),
  reason: v.pipe(
    v.picklist(failureReasons),
    v.description('Why there is no video, by the provider’s words or code.'),
  ),
  retryable: v.pipe(
    v.boolean(),
    v.description('The same generation may succeed if it is created again, unchanged.'),
  ),
  providerCode: v.pipe(maybe(v.string()), v.description('The provider’s own code.')),
});

export const delivery = v.object({
  number: v.pipe(v.number(), v.integer(), v.minValue(1)),
  destination: v.pipe(v.picklist(destinations), v.description('The callback URL, or the event bus.')),
  event: v.picklist(eventTypes),
  eventId: v.pipe(v.string(), v.description('The callback’s `webhook-id`; on the bus, `detail.id`.')),
  state: v.picklist(deliveryStates),
  attempts: count,
  nextAttemptAt: maybe(time),
  settledAt: maybe(time),
});

const archive = v.object({
  startedAt: time,
  turns: v.pipe(count, v.description('Runs of the copying function so far.')),
  failures: v.pipe(
    count,
    v.description('Consecutive turns that brought no more of the file into the bucket.'),
  ),
  lastFailure: v.pipe(maybe(v.string()), v.description('Why the last turn did not finish.')),
  nextTurnAt: maybe(time),
  bytesCopied: v.pipe(count, v.description('Bytes of the file that are in the bucket.')),
});
export type ArchiveView = v.InferOutput<typeof archive>;

const poll = v.object({
  at: time,
  milliseconds: v.pipe(count, v.description('How long the answer took.')),
  answer: v.pipe(
    v.string(),
    v.description('What the answer meant: a status, another end, or why it said nothing, such as `timeout`.'),
  ),
  retryAfterSeconds: v.pipe(
    maybe(count),
    v.description('How long the provider asked to be left alone, if it did.'),
  ),
  nextQueryAt: v.pipe(maybe(time), v.description('When the poll after it was due; null if none followed.')),
});

export const task = v.object({
  taskId,
  provider: v.pipe(v.string(), v.description('Whose task it is.')),
  providerTaskId: v.pipe(v.string(), v.description('The id that the provider knows it by.')),
  status,
  serviceTier: v.picklist(serviceTiers),
  callbackUrl: v.pipe(maybe(v.string()), v.description('Null if its events go to the event bus only.')),
  events: v.array(v.picklist(eventTypes)),
  metadata: v.record(v.string(), v.string()),
  registeredAt: time,
  deadline: v.pipe(time, v.description('When tracking ends at the latest.')),
  model: maybe(v.string()),
  createdAt: v.pipe(maybe(time), v.description('When the provider created the task.')),
  finishedAt: v.pipe(maybe(time), v.description('When the end was first seen.')),
  ...expected,
  retries: v.pipe(count, v.description('How often you had it tried again after its end.')),
  queries: v.pipe(count, v.description('Polls of the provider so far.')),
  lastQueryAt: maybe(time),
  nextQueryAt: maybe(time),
  lastAnswer: v.pipe(
    maybe(v.string()),
    v.description('What the last poll brought, if it was neither progress nor an end.'),
  ),
  answerShape: v.pipe(
    maybe(v.string()),
    v.description('Keys and types, without values, of the last answer that could not be read.'),
  ),
  polls: v.pipe(v.array(poll), v.description('The latest 20 polls, oldest first.')),
  execution: v.pipe(
    maybe(v.string()),
    v.description(
      'ARN of the execution that holds the record; null in answers to other requests than for the record.',
    ),
  ),
  archive: v.pipe(maybe(archive), v.description('The copying of the finished video, while it goes on.')),
  generation: v.pipe(
    maybe(generation),
    v.description('How it was generated and what it cost, as far as the provider says.'),
  ),
  error: v.pipe(maybe(taskError), v.description('Why the task ended otherwise than `completed`.')),
  video: v.pipe(maybe(video), v.description('The archived file.')),
  keptFile: v.pipe(
    maybe(v.object(storedFile)),
    v.description('What was found in place of a whole file, kept for somebody to look at.'),
  ),
  delivery: v.pipe(
    maybe(delivery),
    v.description('The latest delivery to the callback URL; of a task that has none, to the event bus.'),
  ),
});
export type TaskView = v.InferOutput<typeof task>;
export type DeliveryView = v.InferOutput<typeof delivery>;

export const fieldError = v.object({
  field: v.pipe(v.string(), v.description('Path with dots, or the name of a parameter or header.')),
  detail: v.string(),
});

export const taskList = v.object({
  tasks: v.array(
    v.object({
      taskId,
      status,
      serviceTier: v.picklist(serviceTiers),
      registeredAt: time,
      model: maybe(v.string()),
      createdAt: maybe(time),
      finishedAt: maybe(time),
      error: maybe(taskError),
    }),
  ),
  nextCursor: v.pipe(maybe(v.string()), v.description('The `cursor` of the next page; null on the last.')),
});
export type TaskList = v.InferOutput<typeof taskList>;

/** What a receiver did with one request. */
const reply = {
  address: v.pipe(maybe(v.string()), v.description('The IP address that was called.')),
  status: v.pipe(maybe(v.pipe(v.number(), v.integer())), v.description('HTTP status of the answer.')),
  failure: v.pipe(
    maybe(v.string()),
    v.description('The class of failure, if there was no answer, or not all of its body.'),
  ),
  reason: v.pipe(
    maybe(v.string()),
    v.description('Why, in a word, if more is known: of `tls`, say, `self_signed`.'),
  ),
  location: v.pipe(maybe(v.string()), v.description('Where a redirect leads. It is not followed.')),
  milliseconds: count,
  answer: v.pipe(maybe(v.string()), v.description('The first KiB of the answer.')),
};

const attempt = v.object({
  attempt: v.pipe(v.number(), v.integer(), v.minValue(1)),
  at: time,
  ...reply,
  nextAttemptAt: maybe(time),
});

export const testEventResult = v.object({
  eventId: v.pipe(v.string(), v.description('The `webhook-id` that was sent.')),
  result: v.pipe(
    v.picklist(['accepted', 'gone', 'failed']),
    v.description('What a delivery would take the answer for: 2xx, 410, or anything else.'),
  ),
  ...reply,
});
export type TestEventResultBody = v.InferOutput<typeof testEventResult>;

export const providerCheckResult = v.object({
  provider: v.string(),
  answer: v.pipe(
    v.string(),
    v.description('What it would be taken for: a status, another end, or why it says nothing of the task.'),
  ),
  final: v.pipe(v.boolean(), v.description('A task would end by it.')),
  videoUrl: v.pipe(maybe(v.string()), v.description('The link that would be fetched.')),
  message: v.pipe(maybe(v.string()), v.description('The provider’s words on a failure.')),
  providerCode: maybe(v.string()),
  reason: maybe(v.string()),
  model: maybe(v.string()),
  createdAt: maybe(time),
  asksForResult: v.pipe(v.boolean(), v.description('The result would be asked for by a second request.')),
  read: v.pipe(
    v.array(v.object({ what: v.string(), place: v.string(), value: v.string() })),
    v.description('The documented places that hold something, the first of each kind that fits being used.'),
  ),
  notRead: v.pipe(v.array(v.string()), v.description('Where else something stands.')),
  shape: v.pipe(maybe(v.string()), v.description('Keys and types, without values.')),
});
export type ProviderCheckBody = v.InferOutput<typeof providerCheckResult>;

export const deliveryList = v.object({
  taskId,
  deliveries: v.array(v.object({ ...delivery.entries, requestedAt: time, attempts: v.array(attempt) })),
});
export type DeliveryList = v.InferOutput<typeof deliveryList>;

export const callback = v.object({
  url: v.pipe(maybe(v.string()), v.description('Where it is POSTed to, if the task has a callback URL.')),
  headers: v.record(v.string(), v.string()),
  body: v.pipe(v.string(), v.description('What is signed, to the last character: JSON of an `Event`.')),
});
export type CallbackBody = v.InferOutput<typeof callback>;

export const problem = v.object({
  type: v.pipe(
    v.picklist((Object.keys(problems) as ProblemName[]).map(problemType)),
    v.description('Stable: programs may branch on it.'),
  ),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  detail: v.optional(v.pipe(v.string(), v.description('What was the matter this time, for people.'))),
  instance: v.pipe(v.string(), v.description('The request’s id, as the logs have it.')),
  errors: v.optional(v.pipe(v.array(fieldError), v.description('Every field that is wrong.'))),
  requestedAt: v.optional(
    v.pipe(
      time,
      v.description('Of `creation-unknown`: when the provider was requested to create the video.'),
    ),
  ),
});

export const registrationResults = v.object({
  results: v.pipe(
    v.array(
      v.union([
        v.object({ status: v.picklist([200, 202]), task }),
        v.object({ status: v.pipe(v.number(), v.integer(), v.minValue(400)), problem }),
      ]),
    ),
    v.description('One for each task sent, in the same order: what it would have been answered alone.'),
  ),
});
