import { sha256Hex } from '../adapters/digest.ts';
import { dynamoClient } from '../adapters/dynamo-client.ts';
import { DynamoDeliveries } from '../adapters/dynamo-deliveries.ts';
import { DynamoEstimates } from '../adapters/dynamo-estimates.ts';
import { DynamoTasks } from '../adapters/dynamo-tasks.ts';
import { number, readEnvironment, retention } from '../adapters/environment.ts';
import { plainExchange } from '../adapters/http-exchange.ts';
import { HttpProvider } from '../adapters/http-provider.ts';
import type { MessageName } from '../adapters/messages.ts';
import { Secret } from '../adapters/secret.ts';
import { StepFunctionsExecutions } from '../adapters/step-functions-executions.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { PowertoolsTelemetry, type Telemetry } from '../adapters/telemetry.ts';
import type { Cursor, Step } from '../contract.ts';
import { eventId } from '../domain/event-id.ts';
import type { Answer, UnclearReason } from '../domain/provider.ts';
import { type QueryTaskDeps, type QueryTaskResult, queryTask } from '../domain/query-task.ts';
import type { Task } from '../domain/task.ts';
import { hour, type Millis } from '../domain/time.ts';
import { lazily } from './lazily.ts';

interface Deps extends QueryTaskDeps {
  readonly telemetry: Telemetry;
}

export const makeHandler =
  (deps: Deps) =>
  async (cursor: Cursor): Promise<Step> => {
    const result = await queryTask(deps)(cursor);
    report(deps, cursor, result);
    return result.step;
  };

const report = (
  { telemetry, clock }: Deps,
  { owner, taskId, restart }: Cursor,
  result: QueryTaskResult,
): void => {
  const at = { owner, taskId, restart };
  if (result.superseded) telemetry.log('info', 'executionSuperseded', at);
  if (result.announcementFailure) {
    telemetry.log('warn', 'processingNotAnnounced', { ...at, error: result.announcementFailure });
  }
  if (!result.asked) return;
  const { answer, task } = result.asked;
  const word = wordOf(answer);
  telemetry.measure('queries', 1);
  telemetry.measure('providerAnswers', 1, word);
  const { next, waitSeconds } = result.step;
  telemetry.log('info', 'taskAsked', { ...at, answer: word, queries: task.queries, next, waitSeconds });
  const trouble = answer.kind === 'unclear' ? troubles[answer.reason] : undefined;
  if (trouble) telemetry.log('error', trouble, at);
  if (next === 'query' && isNearDeadline(task, clock.now())) telemetry.measure('tasksNearDeadline', 1);
};

/** A task that was to be tracked for less than an hour from the beginning is none to worry about. */
const isNearDeadline = ({ registeredAt, deadline }: Task, now: Millis): boolean =>
  deadline - now < hour && now - registeredAt > hour;

const wordOf = (answer: Answer): string => {
  if (answer.kind === 'pending') return answer.status;
  return answer.kind === 'unclear' ? answer.reason : answer.kind;
};

/** What somebody has to mend. */
const troubles: Partial<Record<UnclearReason, MessageName>> = {
  no_key: 'providerKeyUnreadable',
  unauthorized: 'providerRefusesKey',
  wrong_path: 'providerWrongPath',
};

const makeDeps = (): Deps => {
  const environment = readEnvironment('query-task');
  const client = dynamoClient();
  const telemetry = new PowertoolsTelemetry('query-task');
  return {
    tasks: new DynamoTasks(client, environment.table),
    deliveries: new DynamoDeliveries(client, environment.table),
    executions: new StepFunctionsExecutions(environment.stateMachineArn),
    estimates: new DynamoEstimates(client, environment.table, systemClock, telemetry),
    provider: new HttpProvider({
      baseUrl: environment.providerBaseUrl,
      key: new Secret(environment.providerSecret),
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
    ...retention(environment),
    telemetry,
  };
};

export const handler = lazily(makeHandler, makeDeps);
