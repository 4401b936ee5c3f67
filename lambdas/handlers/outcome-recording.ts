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
import { type Millis, second } from '../domain/task/time.ts';
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
  const { owner, taskId, restart, status, error, queries, model } = task;
  const about = { owner, taskId, restart, status, code: error?.code, queries, model };
  telemetry.log('info', 'outcomeRecorded', { ...about, ...(status === 'completed' && timesOf(task)) });
};

/** From `processing` first seen to finished, and at most from the finish to the poll that saw it. */
const timesOf = ({ finishedAt, processingSince, lastPendingAt, retries }: Task) => {
  const since = (then?: Millis) =>
    finishedAt === undefined || then === undefined ? undefined : (finishedAt - then) / second;
  // A retry begins long after it was last seen unfinished.
  const detectionSeconds = retries === undefined ? since(lastPendingAt) : undefined;
  return { generationSeconds: since(processingSince), detectionSeconds };
};

export const recordingDeps = (
  functionName: FunctionName,
  environment: {
    readonly table: string;
    readonly eventBus: string;
    readonly retainRecordSeconds: string;
  },
): RecordingDeps => {
  const client = dynamoClient();
  const telemetry = new PowertoolsTelemetry(functionName);
  return {
    tasks: new DynamoTaskStore(client, environment.table),
    deliveries: new DynamoDeliveryStore(client, environment.table),
    estimates: new DynamoEstimateStore(client, environment.table, systemClock, telemetry),
    clock: systemClock,
    eventId: (key, event) => eventId(key, event, sha256Hex),
    hasBus: environment.eventBus !== '',
    ...retention(environment),
    telemetry,
  };
};
