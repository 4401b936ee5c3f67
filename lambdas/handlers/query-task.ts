import { dynamoClient } from '../adapters/dynamodb/dynamo-client.ts';
import { DynamoDeliveryStore } from '../adapters/dynamodb/dynamo-delivery-store.ts';
import { DynamoEstimateStore } from '../adapters/dynamodb/dynamo-estimate-store.ts';
import { DynamoTaskStore } from '../adapters/dynamodb/dynamo-task-store.ts';
import { eventBridge } from '../adapters/event-bus/event-bridge.ts';
import { plainExchange } from '../adapters/http/http-exchange.ts';
import { HttpProviders } from '../adapters/provider/http-providers.ts';
import { sha256Hex } from '../adapters/runtime/digest.ts';
import { configuredProviders, number, readEnvironment, retention } from '../adapters/runtime/environment.ts';
import type { LogMessageName } from '../adapters/runtime/log-messages.ts';
import { StepFunctionsExecutions } from '../adapters/runtime/step-functions-executions.ts';
import { systemClock } from '../adapters/runtime/system-clock.ts';
import { PowertoolsTelemetry } from '../adapters/runtime/telemetry.ts';
import type { OperatorEventType } from '../contract/bus-event.ts';
import { keyRefusals, uselessAnswers } from '../contract/metrics.ts';
import type { ExecutionInput, Step } from '../contract/workflow.ts';
import { isVideoAtRisk } from '../domain/archive/video-at-risk.ts';
import { operatorEvents } from '../domain/bus/operator-events.ts';
import { eventId } from '../domain/callbacks/event-id.ts';
import { type PollTaskDeps, type PollTaskResult, pollTask } from '../domain/polling/poll-task.ts';
import type { ProviderAnswer, UnclearReason } from '../domain/provider/provider.ts';
import { deletionOf } from '../domain/task/deadline.ts';
import type { Task } from '../domain/task/task.ts';
import { providerOf } from '../domain/task/task-provider.ts';
import { hour, type Millis } from '../domain/task/time.ts';
import { lazily } from './lazily.ts';
import { type OperatorDeps, tellOperator } from './tell-operator.ts';

interface Deps extends PollTaskDeps, OperatorDeps {}

export const makeHandler =
  (deps: Deps) =>
  async (input: ExecutionInput): Promise<Step> => {
    const result = await pollTask(deps)(input);
    report(deps, input, result);
    await tellOfProvider(deps, result);
    return result.step;
  };

const report = (
  { telemetry, clock }: Deps,
  { owner, taskId, restart }: ExecutionInput,
  result: PollTaskResult,
): void => {
  const at = { owner, taskId, restart };
  if (result.superseded) telemetry.log('info', 'executionSuperseded', at);
  if (result.announcementFailure) {
    telemetry.log('warn', 'processingNotAnnounced', { ...at, error: result.announcementFailure });
  }
  if (!result.polled) return;
  const { answer, task, previous = '' } = result.polled;
  const word = wordOf(answer);
  // One refusal may be a passing error. Two in a row of one task are none, however many polls of other providers go well.
  if (keyRefusals.includes(word) && keyRefusals.includes(previous)) telemetry.count('keyRefusals');
  if (uselessAnswers.includes(word)) telemetry.count('uselessAnswers');
  const { next, waitSeconds } = result.step;
  telemetry.log('info', 'taskAsked', { ...at, answer: word, queries: task.queries, next, waitSeconds });
  const trouble = answer.kind === 'unclear' ? troubles[answer.reason] : undefined;
  if (trouble) telemetry.log('error', trouble, at);
  const isLinkUnclear = answer.kind === 'unclear' && answer.videoUrl !== undefined;
  if (answer.kind === 'completed_without_video' || isLinkUnclear) {
    const millisLeft = deletionOf(task) - clock.now();
    const failures = isLinkUnclear ? 1 : (task.withoutVideoInARow ?? 0);
    if (isVideoAtRisk(failures, millisLeft)) telemetry.count('videosAtRisk');
  }
  if (next === 'query' && isNearDeadline(task, clock.now())) telemetry.count('tasksNearDeadline');
};

/** Of a provider that no poll can get anything from: it is told once, and not by each poll. */
const tellOfProvider = async (deps: Deps, { polled }: PollTaskResult): Promise<void> => {
  if (polled?.answer.kind !== 'unclear') return;
  const type = operatorTypes[polled.answer.reason];
  if (type !== undefined) await tellOperator(deps, type, { provider: providerOf(polled.task) });
};

/** A task that was to be tracked for less than an hour from the beginning is none to worry about. */
const isNearDeadline = ({ registeredAt, deadline }: Task, now: Millis): boolean =>
  deadline - now < hour && now - registeredAt > hour;

const wordOf = (answer: ProviderAnswer): string => {
  if (answer.kind === 'pending') return answer.status;
  return answer.kind === 'unclear' ? answer.reason : answer.kind;
};

/** Answers that an operator has to act on. */
const troubles: Partial<Record<UnclearReason, LogMessageName>> = {
  no_key: 'providerKeyUnreadable',
  unauthorized: 'providerRefusesKey',
  wrong_path: 'providerWrongPath',
};

const operatorTypes: Partial<Record<UnclearReason, OperatorEventType>> = {
  no_key: 'relay.provider.key_refused',
  unauthorized: 'relay.provider.key_refused',
  wrong_path: 'relay.provider.path_wrong',
};

const makeDeps = (): Deps => {
  const environment = readEnvironment('query-task');
  const client = dynamoClient();
  const telemetry = new PowertoolsTelemetry('query-task');
  const bus = eventBridge(environment.eventBus);
  return {
    tasks: new DynamoTaskStore(client, environment.table),
    deliveries: new DynamoDeliveryStore(client, environment.table),
    executions: new StepFunctionsExecutions(environment.stateMachineArn),
    estimates: new DynamoEstimateStore(client, environment.table, systemClock, telemetry),
    provider: new HttpProviders({
      providers: configuredProviders(environment),
      exchange: plainExchange(),
      clock: systemClock,
    }),
    clock: systemClock,
    random: Math.random,
    eventId: (key, event) => eventId(key, event, sha256Hex),
    limits: {
      pollMinSeconds: number(environment.pollMinSeconds),
      pollMaxSeconds: number(environment.pollMaxSeconds),
    },
    giveUpAfterSeconds: number(environment.giveUpAfterSeconds),
    ...(bus && { hasBus: true, operator: operatorEvents({ bus, clock: systemClock }) }),
    ...retention(environment),
    telemetry,
  };
};

export const handler = lazily(makeHandler, makeDeps);
