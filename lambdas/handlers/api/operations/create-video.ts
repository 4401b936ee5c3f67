import { createHash } from 'node:crypto';
import { firstProvider } from '../../../contract/provider-definition.ts';
import { type Created, createVideo as create } from '../../../domain/creation/create-video.ts';
import type { Generation, VideoCreator } from '../../../domain/creation/video-creation.ts';
import type { Registration } from '../../../domain/task/task.ts';
import type { ProviderChoice } from '../../../domain/task/task-provider.ts';
import { iso, second } from '../../../domain/task/time.ts';
import type { ApiResponse } from '../answer.ts';
import type { ApiDeps, ApiRequest, Operation } from '../operation.ts';
import { invalidField, Problem } from '../problem.ts';
import { chosenProvider } from '../providers.ts';
import { header, jsonBody, parse, parseBody } from '../request.ts';
import { creation, idempotencyKey } from '../schemas.ts';
import { bodyErrors, registrationOf, trackedAnswer } from './register-task.ts';

/** Creates a video at the provider and tracks it: one call in, one callback out. */
export const createVideo: Operation = async (request, deps) => {
  const key = header(request.event, 'idempotency-key');
  if (key === undefined) throw invalidField('Idempotency-Key', 'This header is required');
  const { callbackUrl, serviceTier, events, metadata, giveUpAfterSeconds, provider, ...generation } =
    parseBody(creation, jsonBody(request.event), bodyErrors(deps));
  const choice = await chosenProvider(provider, deps.providers);
  if (choice.definition && !choice.definition.creation) {
    throw new Problem('provider-creates-no-videos', { detail: `The provider is ${choice.name}` });
  }
  const registration = registrationOf(
    { callbackUrl, serviceTier, events, metadata, giveUpAfterSeconds },
    deps,
  );
  const created = await create({
    ...deps,
    provider: loggingIds(request.owner, deps),
    ...deps.settings,
  })({
    owner: request.owner,
    idempotencyKey: parse(idempotencyKey, key, 'Idempotency-Key'),
    generation,
    provider: choice,
    registration,
    digest: digestOf(generation, registration, choice),
  });
  return answerTo(created, request, deps);
};

/** Logs the id of each paid video, so that it can be found whatever fails afterwards. */
const loggingIds = (owner: string, { provider, telemetry }: ApiDeps): VideoCreator => ({
  create: async (...generation) => {
    const created = await provider.create(...generation);
    if (created.kind === 'created') telemetry.log('info', 'videoCreated', { owner, taskId: created.taskId });
    return created;
  },
});

const answerTo = async (created: Created, request: ApiRequest, deps: ApiDeps): Promise<ApiResponse> => {
  switch (created.kind) {
    case 'registered':
    case 'already':
    case 'conflict':
    case 'taken':
    case 'too_many_open':
      return { ...(await trackedAnswer(created, request, deps)), status: 202 };
    case 'quota_spent':
      deps.telemetry.log('warn', 'creationQuotaSpent', { owner: request.owner });
      throw new Problem('creation-quota-spent', {
        detail: `${created.most} a month; the next begins at ${iso(created.renewsAt)}`,
        retryAfterSeconds: Math.ceil((created.renewsAt - deps.clock.now()) / second),
      });
    case 'refused':
      throw new Problem('provider-refused', { detail: created.message });
    case 'unavailable':
      report(created.reason, deps);
      throw new Problem('provider-unavailable', {
        detail: unavailable[created.reason],
        retryAfterSeconds: created.retryAfterSeconds ?? 60,
      });
    case 'unknown':
      throw new Problem('creation-unknown', {
        detail: created.reason,
        members: { requestedAt: new Date(created.requestedAt).toISOString() },
      });
    case 'in_progress':
      throw new Problem('creation-in-progress', { retryAfterSeconds: 5 });
    case 'key_reused':
      throw new Problem('idempotency-key-reused');
  }
};

const unavailable = {
  unauthorized: 'The provider refuses this deployment’s API key.',
  throttled: 'The provider receives too many requests.',
  wrong_path: 'The provider has no such path: is the deployment’s base URL right?',
  unreachable: 'The provider cannot be reached.',
};

/** What the operator has to mend. */
const report = (reason: keyof typeof unavailable, { telemetry }: ApiDeps): void => {
  if (reason === 'unauthorized') telemetry.log('error', 'providerRefusesKey');
  if (reason === 'wrong_path') telemetry.log('error', 'providerWrongPath');
};

/** Of a request; that of one to the first provider is the same as before there were others. */
const digestOf = (generation: Generation, registration: Registration, { name }: ProviderChoice): string => {
  const provider = name === firstProvider ? {} : { provider: name };
  return createHash('sha256')
    .update(canonical({ generation, registration, ...provider }))
    .digest('hex');
};

/** JSON with the members of every object in one order: the same request is the same text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
