import * as v from 'valibot';
import { deliveryStates } from '../../domain/delivery.ts';
import { errorCodes, eventTypes, finalStatuses, openStatuses, serviceTiers } from '../../domain/task.ts';

/**
 * What the API answers: the OpenAPI document is made of it, and the views are typed by it. Only types of this file
 * reach the function. What is not known (yet) is null, never absent.
 */
const time = v.pipe(v.string(), v.isoTimestamp());
const maybe = <S extends v.GenericSchema>(schema: S) => v.nullable(schema);
const taskId = v.pipe(v.string(), v.description('The provider’s id of the task.'));
const status = v.picklist([...openStatuses, ...finalStatuses]);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const taskError = v.object({
  code: v.picklist(Object.keys(errorCodes) as (keyof typeof errorCodes)[]),
  message: v.pipe(v.string(), v.description('For people.')),
});

export const video = v.object({
  bucket: v.string(),
  key: v.string(),
  contentType: v.string(),
  bytes: count,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/), v.description('Of the whole file, in hex.')),
  durationSeconds: maybe(v.number()),
});

const delivery = v.object({
  number: v.pipe(v.number(), v.integer(), v.minValue(1)),
  event: v.picklist(eventTypes),
  eventId: v.pipe(v.string(), v.description('The callback’s `webhook-id`.')),
  state: v.picklist(deliveryStates),
  attempts: count,
  nextAttemptAt: maybe(time),
  settledAt: maybe(time),
});

export const task = v.object({
  taskId,
  status,
  serviceTier: v.picklist(serviceTiers),
  callbackUrl: v.string(),
  events: v.array(v.picklist(eventTypes)),
  metadata: v.record(v.string(), v.string()),
  registeredAt: time,
  deadline: v.pipe(time, v.description('When tracking ends at the latest.')),
  model: maybe(v.string()),
  createdAt: v.pipe(maybe(time), v.description('When the provider created the task.')),
  finishedAt: v.pipe(maybe(time), v.description('When the end was first seen.')),
  queries: v.pipe(count, v.description('Questions asked of the provider so far.')),
  lastQueryAt: maybe(time),
  nextQueryAt: maybe(time),
  lastAnswer: v.pipe(
    maybe(v.string()),
    v.description('What the last question brought, where it was neither progress nor an end.'),
  ),
  error: v.pipe(maybe(taskError), v.description('Why the task ended otherwise than `completed`.')),
  video: v.pipe(maybe(video), v.description('The archived file.')),
  delivery: v.pipe(maybe(delivery), v.description('The latest delivery of a callback.')),
});
export type TaskView = v.InferOutput<typeof task>;
export type DeliveryView = v.InferOutput<typeof delivery>;

export const fieldError = v.object({
  field: v.pipe(v.string(), v.description('Path with dots, or the name of a parameter or header.')),
  detail: v.string(),
});
