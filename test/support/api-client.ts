import type { APIGatewayProxyResult } from 'aws-lambda';
import { urlPolicy } from '../../lambdas/adapters/routes.ts';
import type { ApiDeps } from '../../lambdas/handlers/api/operation.ts';
import { makeHandler } from '../../lambdas/handlers/api.ts';
import type { OperationId } from '../../lambdas/routes.ts';
import { type ApiCall, apiEvent } from './api-event.ts';
import { ManualClock } from './fakes/manual-clock.ts';
import { MemoryExecutions } from './fakes/memory-executions.ts';
import { MemoryStore } from './fakes/memory-store.ts';
import { MemoryTelemetry } from './fakes/memory-telemetry.ts';

export interface ApiReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  readonly body: any;
}

/** The API's handler over fakes. */
export const apiOverFakes = (deps: Partial<ApiDeps> = {}) => {
  const store = new MemoryStore();
  const executions = new MemoryExecutions();
  const clock = new ManualClock();
  const telemetry = new MemoryTelemetry();
  const handle = makeHandler({
    tasks: store,
    deliveries: store.deliveries,
    executions,
    clock,
    telemetry,
    settings: { auth: 'apiKey', corsOrigins: [], giveUpAfterSeconds: 82_800, pollMinSeconds: 30 },
    callbackPolicy: urlPolicy({ privateHosts: [] }),
    ...deps,
  });
  const call = async (operation: OperationId, request: ApiCall = {}): Promise<ApiReply> =>
    reply(await handle(apiEvent(operation, request)));
  return { call, handle, store, executions, clock, telemetry };
};

export const reply = ({ statusCode, headers, body }: APIGatewayProxyResult): ApiReply => ({
  status: statusCode,
  headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)])),
  body: body === '' ? undefined : JSON.parse(body),
});
