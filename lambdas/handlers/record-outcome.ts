import { sha256Hex } from '../adapters/digest.ts';
import { dynamoClient } from '../adapters/dynamo-client.ts';
import { DynamoDeliveries } from '../adapters/dynamo-deliveries.ts';
import { DynamoEstimates } from '../adapters/dynamo-estimates.ts';
import { DynamoTasks } from '../adapters/dynamo-tasks.ts';
import { readEnvironment, retention } from '../adapters/environment.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { PowertoolsTelemetry, type Telemetry } from '../adapters/telemetry.ts';
import type { Cursor, Step } from '../contract.ts';
import { eventId } from '../domain/event-id.ts';
import { type RecordOutcomeDeps, recordOutcome } from '../domain/record-outcome.ts';
import type { Task } from '../domain/task.ts';
import { second } from '../domain/time.ts';
import { lazily } from './lazily.ts';

interface Deps extends RecordOutcomeDeps {
  readonly telemetry: Telemetry;
}

export const makeHandler =
  (deps: Deps) =>
  async (cursor: Cursor): Promise<Step> => {
    const { step, recorded } = await recordOutcome(deps)(cursor);
    if (recorded) report(deps.telemetry, recorded);
    return step;
  };

const report = (telemetry: Telemetry, task: Task): void => {
  const { owner, taskId, restart, status, error, queries } = task;
  telemetry.log('info', 'outcomeRecorded', { owner, taskId, restart, status, code: error?.code, queries });
  telemetry.measure('tasksEnded', 1, status);
  telemetry.measure('queriesPerTask', queries);
  if (status !== 'completed' || task.finishedAt === undefined) return;
  if (task.processingSince !== undefined) {
    const seconds = (task.finishedAt - task.processingSince) / second;
    telemetry.measure('generationSeconds', seconds, task.model ?? 'unknown');
  }
  if (task.lastPendingAt !== undefined) {
    telemetry.measure('detectionDelaySeconds', (task.finishedAt - task.lastPendingAt) / second);
  }
};

const makeDeps = (): Deps => {
  const environment = readEnvironment('record-outcome');
  const client = dynamoClient();
  const telemetry = new PowertoolsTelemetry('record-outcome');
  return {
    tasks: new DynamoTasks(client, environment.table),
    deliveries: new DynamoDeliveries(client, environment.table),
    estimates: new DynamoEstimates(client, environment.table, systemClock, telemetry),
    clock: systemClock,
    eventId: (key, event) => eventId(key, event, sha256Hex),
    ...retention(environment),
    telemetry,
  };
};

export const handler = lazily(makeHandler, makeDeps);
