import { checkCallbackUrl } from '../../../domain/callbacks/callback-url.ts';
import type { Registration } from '../../../domain/task/task.ts';
import { type Registered, registerTask } from '../../../domain/tracking/register-task.ts';
import type { ApiResponse } from '../answer.ts';
import { expectedOf } from '../estimates/expected.ts';
import { type ApiDeps, type ApiRequest, type Operation, taskLocation } from '../operation.ts';
import { type FieldError, invalidField, Problem } from '../problem.ts';
import { chosenProvider, providerErrors, taskOf } from '../providers.ts';
import { jsonBody, parseBody } from '../request.ts';
import { retryAfter } from '../retry-after.ts';
import { maxRegistrations, type RegistrationBody, registration } from '../schemas.ts';
import { taskView } from '../views.ts';

/** One task, or an array of up to 25 with a result each. */
export const registerTasks: Operation = async (request, deps) => {
  const body = jsonBody(request.event);
  if (!Array.isArray(body)) return registerOne(body, request, deps);
  if (body.length < 1 || body.length > maxRegistrations) {
    throw invalidField('', `Must have 1 to ${maxRegistrations} tasks`);
  }
  const results = await Promise.all(body.map((item) => resultOf(item, request, deps)));
  return { status: 200, body: { results } };
};

/** A result in the array: what the task would have been answered alone. */
const resultOf = async (item: unknown, request: ApiRequest, deps: ApiDeps): Promise<object> => {
  try {
    const { status, body } = await registerOne(item, request, deps);
    return { status, task: body };
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem('internal-error');
    if (!(error instanceof Problem)) {
      deps.telemetry.log('error', 'requestFailed', { owner: request.owner, error: error as Error });
    }
    const body = problem.body(request.event.requestContext.requestId);
    return { status: body.status, problem: body };
  }
};

const registerOne = async (body: unknown, request: ApiRequest, deps: ApiDeps): Promise<ApiResponse> => {
  const { taskId, provider, ...settings } = parseBody(registration, body, bodyErrors(deps));
  const task = taskOf(taskId, await chosenProvider(provider, deps.providers));
  const registered = await registerTask({ ...deps, ...deps.settings })(
    { owner: request.owner, ...task },
    registrationOf(settings, deps),
  );
  return trackedAnswer(registered, request, deps);
};

/** What is wrong with a body by the deployment's rules, beside the schema's. */
export const bodyErrors = (deps: ApiDeps) => (body: Readonly<Record<string, unknown>>) => [
  ...missingCallback(body, deps),
  ...callbackErrors(deps)(body),
  ...providerErrors(body.provider, deps.providers),
];

const missingCallback = (
  { callbackUrl }: Readonly<Record<string, unknown>>,
  { settings }: ApiDeps,
): FieldError[] =>
  (settings.requireCallback ?? true) && (callbackUrl === undefined || callbackUrl === null)
    ? [{ field: 'callbackUrl', detail: 'This field is required' }]
    : [];

/** What is wrong with a body's callback URL by the deployment's rules, beside the schema's. */
export const callbackErrors =
  ({ callbackPolicy }: ApiDeps) =>
  ({ callbackUrl }: Readonly<Record<string, unknown>>): FieldError[] => {
    if (typeof callbackUrl !== 'string' || callbackUrl === '') return [];
    const check = checkCallbackUrl(callbackUrl, callbackPolicy);
    return check.ok ? [] : [{ field: 'callbackUrl', detail: check.problem }];
  };

/** A callback URL as it is stored and sent. Throws a Problem if callbacks may not go there. */
export const callbackUrlOf = (callbackUrl: string, { callbackPolicy }: ApiDeps): string => {
  const check = checkCallbackUrl(callbackUrl, callbackPolicy);
  if (!check.ok) throw invalidField('callbackUrl', check.problem);
  return check.callbackUrl;
};

/** The tracking fields of a body. Throws a Problem if callbacks may not go to the URL. */
export const registrationOf = (
  {
    callbackUrl,
    serviceTier,
    events,
    metadata,
    giveUpAfterSeconds,
  }: Omit<RegistrationBody, 'taskId' | 'provider'>,
  deps: ApiDeps,
): Registration => {
  return {
    ...(callbackUrl === undefined ? {} : { callbackUrl: callbackUrlOf(callbackUrl, deps) }),
    serviceTier,
    events,
    metadata,
    ...(giveUpAfterSeconds === undefined ? {} : { giveUpAfterSeconds }),
  };
};

/** The answer to a registration. Throws a Problem if the task is tracked with other settings. */
export const trackedAnswer = async (
  registered: Registered,
  request: ApiRequest,
  deps: ApiDeps,
): Promise<ApiResponse> => {
  if (registered.kind === 'taken') throw new Problem('task-taken');
  if (registered.kind === 'too_many_open') {
    deps.telemetry.log('warn', 'tooManyOpenTasks', { owner: request.owner });
    throw new Problem('too-many-open-tasks', { retryAfterSeconds: 60 });
  }
  const { kind, task } = registered;
  if (kind === 'conflict') throw new Problem('task-conflict', { detail: `Task ${task.taskId}` });
  const { owner, taskId, restart } = task;
  if (registered.startFailure !== undefined) {
    const error = registered.startFailure as Error;
    deps.telemetry.log('error', 'executionNotStarted', { owner, taskId, restart, error });
  }
  if (kind === 'registered') deps.telemetry.log('info', 'taskRegistered', { owner, taskId, restart });
  return {
    status: kind === 'registered' ? 202 : 200,
    headers: {
      Location: taskLocation(request, taskId),
      ...retryAfter(task, deps.clock.now()),
    },
    body: taskView(task, [], null, await expectedOf(task, deps.estimates)),
  };
};
