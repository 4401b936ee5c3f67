import eventSchema from '../../../../docs/event.schema.json' with { type: 'json' };

const componentName = (part: string): string => `Event${part.charAt(0).toUpperCase()}${part.slice(1)}`;

/**
 * The event's own schema, and each of its parts, as components: not every generator finds definitions inside of a component.
 */
export const eventComponents = (): Readonly<Record<string, object>> => {
  const { $schema: _, $defs, ...schema } = eventSchema;
  const parts = Object.entries($defs).map(([part, definition]) => [componentName(part), definition]);
  const text = JSON.stringify({ Event: schema, ...Object.fromEntries(parts) });
  return JSON.parse(
    text.replaceAll(
      /"#\/\$defs\/(\w+)"/g,
      (_, part: string) => `"#/components/schemas/${componentName(part)}"`,
    ),
  );
};

const header = (name: string, description: string): object => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

const signed = [
  header('webhook-id', 'The event’s id, the same for every attempt and redelivery.'),
  header('webhook-timestamp', 'When this attempt was signed, in Unix seconds.'),
  header('webhook-signature', 'One or more signatures, separated by spaces.'),
];

/** What callback URLs get. */
export const callback = {
  post: {
    operationId: 'receiveEvent',
    tags: ['Callbacks'],
    summary: 'An event, POSTed to your callback URL',
    description:
      'Signed as Standard Webhooks says, with `v1` and `v1a`; see the signing keys. Ten attempts over three days, until one is answered 2xx.',
    security: [],
    parameters: signed,
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Event' } } },
    },
    responses: {
      '2XX': { description: 'You have it. Nothing more is sent.' },
      '410': { description: 'You want no more of it: the attempts end at once.' },
      default: { description: 'Tried again later; `Retry-After` is honoured.' },
    },
  },
} as const;

/** What a callback URL gets that is tried. */
export const testCallback = {
  post: {
    operationId: 'receiveTestEvent',
    tags: ['Callbacks'],
    summary: 'A test event, POSTed to the callback URL that you try',
    security: [],
    parameters: signed,
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              type: { const: 'test.ping' },
              timestamp: { type: 'string', format: 'date-time' },
              data: { type: 'object' },
            },
            required: ['type', 'timestamp', 'data'],
          },
        },
      },
    },
    responses: {
      '2XX': { description: 'The signature was verified.' },
      default: { description: 'It is shown to those who try the URL.' },
    },
  },
} as const;
