import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import type { ProviderDefinition } from '../../contract/provider-definition.ts';

/** A file of `contract/providers/` is held to this by a test, and by editors that read docs/provider.schema.json. */
const words = (example: string) => v.pipe(v.string(), v.minLength(1), v.description(example));

const path = v.pipe(
  v.string(),
  v.regex(/^\/[\w/.{}?=&-]*\{id\}[\w/.{}-]*$/, 'Must begin with a slash and hold {id}'),
  v.description('Below the base URL. {id} and the other groups of taskId are replaced, URL-encoded.'),
);

const places = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/^\w+(\.\w+)*$/, 'Must be names or numbers with dots between'))),
  v.description('The most telling place first, such as `data.outputs.0`. JSON in a text is looked into.'),
);

const somePlaces = v.pipe(places, v.minLength(1));
const seconds = v.pipe(v.number(), v.integer(), v.minValue(1));
const baseUrl = v.pipe(
  v.string(),
  v.regex(/^https:\/\/[^\s?#]+[^\s?#/]$/, 'Must be an https URL with no slash at its end'),
  v.description('Absent: each deployment has its own.'),
);

export const providerDefinition = v.strictObject({
  $schema: v.optional(v.string()),
  title: words('What people call it.'),
  baseUrl: v.optional(baseUrl),
  key: v.strictObject({
    header: v.pipe(v.string(), v.regex(/^[a-z][a-z-]*$/, 'Must be a header in lower case')),
    scheme: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z]+$/, 'Must be one word'))),
  }),
  taskId: v.optional(
    v.strictObject({
      pattern: v.pipe(
        v.string(),
        v.check((pattern) => isPattern(pattern), 'Must be a regular expression with a group named id'),
      ),
      example: v.string(),
    }),
  ),
  poll: v.strictObject({ path }),
  result: v.optional(v.strictObject({ path })),
  file: v.optional(v.strictObject({ path })),
  places: v.strictObject({
    id: places,
    status: somePlaces,
    link: places,
    error: places,
    code: places,
    model: places,
    created: places,
    usage: places,
  }),
  createdUnit: v.picklist(['s', 'ms', 'iso']),
  words: v.record(
    v.pipe(v.string(), v.regex(/^[^A-Z]+$/, 'Must be in lower case')),
    v.picklist(['queued', 'processing', 'completed', 'failed', 'cancelled', 'expired']),
  ),
  kept: v.strictObject({
    from: v.picklist(['created', 'finished']),
    recordSeconds: seconds,
    mediaSeconds: seconds,
  }),
  interval: v.strictObject({ leastSeconds: seconds, recommended: v.optional(v.string()) }),
  creation: v.optional(v.strictObject({ path: v.pipe(v.string(), v.regex(/^\/[\w/.-]+$/)) })),
  sources: v.pipe(
    v.array(
      v.strictObject({ url: v.pipe(v.string(), v.regex(/^https:\/\//)), says: words('What it says.') }),
    ),
    v.minLength(1),
  ),
  unknown: v.pipe(
    v.array(v.string()),
    v.minLength(1),
    v.description('What the documentation leaves open, or what is only said by others.'),
  ),
}) satisfies v.GenericSchema<unknown, ProviderDefinition>;

const isPattern = (pattern: string): boolean => {
  try {
    return new RegExp(pattern) instanceof RegExp && pattern.includes('(?<id>');
  } catch {
    return false;
  }
};

/** For editors: what of the schema JSON Schema can say. */
export const providerJsonSchema = () => toJsonSchema(providerDefinition, { errorMode: 'ignore' });
