import * as v from 'valibot';
import { destinations, listedStates } from '../../domain/task/delivery.ts';
import { finalStatuses, openStatuses, optionalEvents, serviceTiers } from '../../domain/task/task.ts';
import { maxTaskIdLength, taskIdPattern } from '../../domain/task/task-id.ts';
import { metadata } from './metadata-schema.ts';

/**
 * What clients send. The OpenAPI document and the gateway's models are made of these; rules that JSON Schema cannot
 * say stand in the descriptions. Texts hold no lone surrogates, which neither URLs nor the table could carry.
 */
const text = (pattern: RegExp, message: string, longest: number, shortest = 1) =>
  v.pipe(
    v.string(),
    v.minLength(shortest, shortest === 1 ? 'Must not be empty' : `Must have at least ${shortest} characters`),
    v.maxLength(longest, `Must have at most ${longest} characters`),
    v.regex(pattern, message),
  );

const taskId = v.pipe(
  text(taskIdPattern, 'Must hold no control characters, and must be neither "." nor ".."', maxTaskIdLength),
  v.description(
    'The provider’s id of the task, as it is: opaque. In paths, URL-encoded, and `{provider}:{id}` if the provider is not the default one.',
  ),
);

/** Objects proper: to the schemas of valibot, an array is an object too. */
const plainObject = v.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'Must be an object',
);

/** An optional field: `null` means what leaving it out means. */
export const absentOr = <S extends v.GenericSchema>(schema: S) => v.nullish(schema, () => undefined);

const callbackUrl = v.pipe(
  text(/^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s\p{Cc}\p{Cs}]+$/u, 'Must be an https URL', 2048),
  v.description(
    'Where the signed callback is POSTed to: https, no user name or password, a public host. Redirects are not followed.',
  ),
);

const provider = v.pipe(
  absentOr(text(/^[a-z][a-z0-9-]*$/, 'Must be the name of a provider', 40)),
  v.description(
    'Whose task it is, if not the default provider’s: `ark`, say. One of those that the deployment has.',
  ),
);

const tracking = {
  provider,
  callbackUrl: v.pipe(
    absentOr(callbackUrl),
    v.description(
      'Where the signed callback is POSTed to: https, no user name or password, a public host. Redirects are not followed. Required, unless the deployment has an event bus and says otherwise: then the events go there only.',
    ),
  ),
  serviceTier: v.pipe(
    v.nullish(v.picklist(serviceTiers), 'default'),
    v.description('`flex` for the provider’s offline service: polled less often.'),
  ),
  giveUpAfterSeconds: v.pipe(
    absentOr(
      v.pipe(
        v.number(),
        v.integer('Must be a whole number'),
        v.minValue(60, 'Must be at least 60'),
        v.maxValue(82_800, 'Must be at most 82800'),
      ),
    ),
    v.description(
      'Tracking ends as `expired` this long after the registration, or earlier: before the provider deletes the task.',
    ),
  ),
  events: v.pipe(
    v.nullish(
      v.pipe(v.array(v.picklist(optionalEvents)), v.maxLength(optionalEvents.length, 'Holds an event twice')),
      [],
    ),
    v.description('Events to be sent in addition to the final one, which always comes.'),
  ),
  metadata: v.nullish(metadata, {}),
};

export const registration = v.strictObject({ taskId, ...tracking });
export type RegistrationBody = v.InferOutput<typeof registration>;

const providerAnswer = {
  status: v.pipe(
    v.nullish(
      v.pipe(
        v.number(),
        v.integer('Must be a whole number'),
        v.minValue(100, 'Must be an HTTP status'),
        v.maxValue(599, 'Must be an HTTP status'),
      ),
      200,
    ),
    v.description('The HTTP status that it came with.'),
  ),
  body: v.pipe(v.unknown(), v.description('The answer, as JSON or as the text that was sent.')),
};

/** What somebody has received from a provider. */
export const providerCheck = v.strictObject({
  ...providerAnswer,
  taskId: v.pipe(
    absentOr(taskId),
    v.description(
      'The provider’s id of the task that was asked about, to be compared with the answer’s own.',
    ),
  ),
  result: v.pipe(
    absentOr(v.strictObject(providerAnswer)),
    v.description('The answer to the second request, of a provider that has the result at another place.'),
  ),
});

export const testEvent = v.strictObject({ callbackUrl });

export const maxRegistrations = 25;

const httpUrl = text(/^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s\p{Cc}\p{Cs}]+$/u, 'Must be an http or https URL', 4096);
const unbroken = /^\P{Cs}*$/u;

const contentItem = v.variant('type', [
  v.strictObject({
    type: v.literal('text'),
    text: text(unbroken, 'Holds half a character', 20_000),
  }),
  v.strictObject({
    type: v.literal('image_url'),
    image_url: v.pipe(plainObject, v.strictObject({ url: httpUrl })),
    role: absentOr(v.picklist(['first_frame', 'last_frame', 'reference_image'])),
  }),
]);

/** The provider's own create body. */
const generation = {
  model: v.pipe(
    text(/^[^\p{Cc}\p{Cs}]+$/u, 'Must hold no control characters', 128),
    v.description('E.g. `seedance_1_5_pro_720p`.'),
  ),
  content: v.pipe(
    v.array(v.pipe(plainObject, contentItem)),
    v.minLength(1, 'Must not be empty'),
    v.maxLength(20, 'Must have at most 20 items'),
    v.description('What to make the video from. Image URLs are fetched by the provider, never by this API.'),
  ),
  ratio: absentOr(v.picklist(['16:9', '4:3', '1:1', '3:4', '9:16', '21:9', 'adaptive'])),
  duration: v.pipe(
    absentOr(v.picklist([-1, 4, 5, 6, 7, 8, 9, 10, 11, 12])),
    v.description('Seconds; −1 lets the model choose.'),
  ),
  generate_audio: absentOr(v.boolean()),
};

export const creation = v.strictObject({ ...generation, ...tracking });

export const redeliverQuery = v.strictObject({ destination: v.optional(v.picklist(destinations)) });

/** 1–255 visible ASCII characters. */
export const idempotencyKey = text(/^[\x21-\x7e]+$/, 'Must be visible ASCII characters', 255);

export const listQuery = v.strictObject({
  status: v.optional(v.picklist([...openStatuses, ...finalStatuses])),
  delivery: v.optional(v.picklist(listedStates)),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^([1-9]\d?|100)$/, 'Must be a whole number from 1 to 100'),
      v.transform(Number),
    ),
    '20',
  ),
  cursor: v.optional(v.pipe(v.string(), v.maxLength(4096, 'Must have at most 4096 characters'))),
});
