/**
 * Every error of the HTTP API, by the last part of its `type` (RFC 9457): a stable name that programs may branch on.
 * The gateway's own refusals use the same table. It imports nothing, so that the infrastructure may import it.
 */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not valid; `errors` names each field' },
  'malformed-json': { status: 400, title: 'The body is not JSON; `errors` says where' },
  unauthenticated: { status: 401, title: 'The request names no caller' },
  forbidden: { status: 403, title: 'The API key or signature is missing, wrong or not allowed to do this' },
  'task-not-found': { status: 404, title: 'You track no such task' },
  'provider-not-found': { status: 404, title: 'This deployment has no such provider' },
  'route-not-found': { status: 404, title: 'The API has no such route' },
  'recovery-not-found': { status: 404, title: 'You have no such recovery' },
  'no-video': { status: 404, title: 'The task ended without a video' },
  'task-conflict': { status: 409, title: 'The task is tracked already, with other settings' },
  'task-taken': { status: 409, title: 'The task belongs to another caller' },
  'task-finished': { status: 409, title: 'The task is finished: there is nothing to stop' },
  'recovery-finished': { status: 409, title: 'The recovery has ended: there is nothing to stop' },
  'video-not-ready': { status: 409, title: 'The video is not archived yet' },
  'nothing-to-redeliver': { status: 409, title: 'The task has no event to send again' },
  'too-many-redeliveries': {
    status: 409,
    title: 'The event was sent again too often: 100 deliveries are the most',
  },
  'nothing-to-retry': { status: 409, title: 'The task is open, or its end is one that no retry can change' },
  'too-late-to-retry': { status: 409, title: 'The provider has deleted the task and its video' },
  'too-many-retries': { status: 409, title: 'The task was tried again too often: 20 retries are the most' },
  'creation-in-progress': { status: 409, title: 'A request with this Idempotency-Key is still being served' },
  'body-too-large': { status: 413, title: 'The body is over 64 KiB' },
  'unsupported-media-type': { status: 415, title: 'The body must be sent as application/json' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key was used with another body' },
  'provider-creates-no-videos': {
    status: 422,
    title: 'This provider creates videos by a request of its own: create it there, and register the task',
  },
  'provider-refused': { status: 422, title: 'The provider refused to create the video' },
  'too-many-requests': { status: 429, title: 'Too many requests for the usage plan' },
  'too-many-open-tasks': { status: 429, title: 'You have as many open tasks as you may have' },
  'creation-quota-spent': {
    status: 429,
    title: 'You have created as many videos this month as you may create',
  },
  'internal-error': { status: 500, title: 'Something failed on our side; the request may be repeated' },
  'creation-unknown': {
    status: 502,
    title:
      'The provider’s answer was lost: a video may or may not have been created, and it was not tried again',
  },
  'provider-unavailable': {
    status: 503,
    title: 'The provider takes no new videos at present; nothing was created',
  },
  timeout: { status: 504, title: 'The request took too long' },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemName = keyof typeof problems;

export const problemType = (name: ProblemName): string => `urn:seedance-relay:problem:${name}`;

export const problemMediaType = 'application/problem+json';
