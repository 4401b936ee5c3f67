import { destinations, listedStates } from '../../../domain/task/delivery.ts';
import { finalStatuses, openStatuses } from '../../../domain/task/task.ts';

/** Headers of answers. */
export const answerHeaders = {
  Location: {
    description: 'Where it is, as a path on this host or a URL.',
    schema: { type: 'string', format: 'uri-reference' },
  },
  ETag: { description: 'Of this state, for `If-None-Match`.', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds.', schema: { type: 'integer', minimum: 1 } },
} as const;
export type HeaderName = keyof typeof answerHeaders;

/** Parameters of requests, by name. */
export const parameters = {
  taskId: {
    name: 'taskId',
    in: 'path',
    required: true,
    description: 'URL-encoded.',
    schema: { type: 'string', minLength: 1, maxLength: 256 },
  },
  provider: {
    name: 'provider',
    in: 'path',
    required: true,
    description: 'One of those that the deployment has.',
    schema: { type: 'string', pattern: '^[a-z][a-z0-9-]*$', maxLength: 40 },
  },
  recoveryId: {
    name: 'recoveryId',
    in: 'path',
    required: true,
    description: 'The `id` of the recovery.',
    schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
  },
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'Of your choice, one for each video that you want: 1 to 255 visible ASCII characters.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  },
  'If-None-Match': {
    name: 'If-None-Match',
    in: 'header',
    description: 'The `ETag` that you have.',
    schema: { type: 'string' },
  },
  status: {
    name: 'status',
    in: 'query',
    description: 'Only those of this status.',
    schema: { type: 'string', enum: [...openStatuses, ...finalStatuses] },
  },
  delivery: {
    name: 'delivery',
    in: 'query',
    description:
      'Only those whose final event’s latest delivery is in this state, newest event first. Not together with `status`.',
    schema: { type: 'string', enum: listedStates },
  },
  destination: {
    name: 'destination',
    in: 'query',
    description:
      'Where it is sent again: to the callback URL, which is what happens if there is one and nothing else is said, or to the event bus.',
    schema: { type: 'string', enum: destinations },
  },
  limit: {
    name: 'limit',
    in: 'query',
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  },
  cursor: {
    name: 'cursor',
    in: 'query',
    description: 'The `nextCursor` of the page before. Good for the same `status` or `delivery` only.',
    schema: { type: 'string', maxLength: 4096 },
  },
} as const;
