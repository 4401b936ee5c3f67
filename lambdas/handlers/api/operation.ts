import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Telemetry } from '../../adapters/telemetry.ts';
import type { Deliveries } from '../../domain/deliveries.ts';
import type { Executions } from '../../domain/executions.ts';
import type { UrlPolicy } from '../../domain/outgoing-url.ts';
import type { Tasks } from '../../domain/tasks.ts';
import type { Clock } from '../../domain/time.ts';
import type { Answer } from './answer.ts';
import type { ApiAuth } from './owner.ts';

/** What the operations work with. */
export interface ApiDeps {
  readonly tasks: Tasks;
  readonly deliveries: Deliveries;
  readonly executions: Executions;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly settings: ApiSettings;
  readonly callbackPolicy: UrlPolicy;
}

export interface ApiSettings {
  readonly auth: ApiAuth;
  /** Browsers' origins that may read answers; `*` for any. Empty: none. */
  readonly corsOrigins: readonly string[];
  readonly giveUpAfterSeconds: number;
  readonly pollMinSeconds: number;
}

/** One authenticated request. */
export interface ApiRequest {
  readonly event: APIGatewayProxyEvent;
  readonly owner: string;
  /** What stands before the route's path on this host, e.g. `/v1`. */
  readonly basePath: string;
}

/** Throws a Problem for every answer that is one. */
export type Operation = (request: ApiRequest, deps: ApiDeps) => Promise<Answer>;

/** The path parameter, as API Gateway decoded it. */
export const taskIdOf = ({ event }: ApiRequest): string => event.pathParameters?.taskId ?? '';

export const taskLocation = ({ basePath }: ApiRequest, taskId: string): string =>
  `${basePath}/tasks/${encodeURIComponent(taskId)}`;
