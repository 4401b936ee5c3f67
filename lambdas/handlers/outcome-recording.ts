import { dynamoClient } from '../adapters/dynamodb/dynamo-client.ts';
import { DynamoDeliveryStore } from '../adapters/dynamodb/dynamo-delivery-store.ts';
import { DynamoEstimateStore } from '../adapters/dynamodb/dynamo-estimate-store.ts';
import { DynamoTaskStore } from '../adapters/dynamodb/dynamo-task-store.ts';
import { sha256Hex } from '../adapters/runtime/digest.ts';
import { retention } from '../adapters/runtime/environment.ts';
import { systemClock } from '../adapters/runtime/system-clock.ts';
import { PowertoolsTelemetry, type Telemetry } from '../adapters/runtime/telemetry.ts';
import type { FunctionName } from '../contract/functions.ts';
import type { ExecutionInput, Step } from '../contract/workflow.ts';
import { eventId } from '../domain/callbacks/event-id.ts';
import type { Task } from '../domain/task/task.ts';
import { second } from '../domain/task/time.ts';
import { type RecordOutcomeDeps, recordOutcome } from '../domain/tracking/record-outcome.ts';

export interface RecordingDeps extends RecordOutcomeDeps {
  readonly telemetry: Telemetry;
}

/** Records an outcome, for whichever function knows it, and reports it. */
export const recordAndReport =
  (deps: RecordingDeps) =>
  async (input: ExecutionInput): Promise<Step> => {
    const { step, recorded } = await recordOutcome(deps)(input);
    if (recorded) reportOutcome(deps.telemetry, recorded);
    return step;
  };

export const reportOutcome = (telemetry: Telemetry, task: Task): void => {
  const { owner, taskId, restart, status, error, queries } = task;
  telemetry.log('info', 'outcomeRecorded', { owner, taskId, restart, status, code: error?.code, queries });
  telemetry.measure('tasksEnded', 1, status);
  telemetry.measure('queriesPerTask', queries);
  if (status !== 'completed' || task.finishedAt === undefined) return;
  if (task.processingSince !== undefined) {
    const seconds = (task.finishedAt - task.processingSince) / second;
    telemetry.measure('generationSeconds', seconds, task.model ?? 'unknown');
  }
  // A retry begins long after it was last seen unfinished.
  if (task.lastPendingAt !== undefined && task.retries === undefined) {
    telemetry.measure('detectionDelaySeconds', (task.finishedAt - task.lastPendingAt) / second);
  }
};

export const recordingDeps = (
  functionName: FunctionName,
  environment: { readonly table: string; readonly retainRecordSeconds: string },
): RecordingDeps => {
  const client = dynamoClient();
  const telemetry = new PowertoolsTelemetry(functionName);
  return {
    tasks: new DynamoTaskStore(client, environment.table),
    deliveries: new DynamoDeliveryStore(client, environment.table),
    estimates: new DynamoEstimateStore(client, environment.table, systemClock, telemetry),
    clock: systemClock,
    eventId: (key, event) => eventId(key, event, sha256Hex),
    ...retention(environment),
    telemetry,
  };
};
