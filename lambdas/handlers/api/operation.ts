import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Telemetry } from '../../adapters/telemetry.ts';
import type { Deliveries } from '../../domain/deliveries.ts';
import type { Executions } from '../../domain/executions.ts';
import type { UrlPolicy } from '../../domain/outgoing-url.ts';
import type { SigningKeys } from '../../domain/signing-keys.ts';
import type { Tasks } from '../../domain/tasks.ts';
import type { Clock, Millis } from '../../domain/time.ts';
import type { Intents, VideoCreator } from '../../domain/video-creation.ts';
import type { VideoLinks } from '../../domain/video-links.ts';
import type { Answer } from './answer.ts';
import type { PageCursors } from './list-tasks.ts';
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
  readonly cursors: PageCursors;
  readonly signingKeys: SigningKeys;
  readonly links: VideoLinks;
  readonly intents: Intents;
  readonly provider: VideoCreator;
}

export interface ApiSettings {
  readonly auth: ApiAuth;
  /** Browsers' origins that may read answers; `*` for any. Empty: none. */
  readonly corsOrigins: readonly string[];
  readonly giveUpAfterSeconds: number;
  /** How long a record is kept after its end; absent: for ever. */
  readonly retainMillis?: Millis;
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

/** A REST API hands path parameters on as they stand in the path. What is not well encoded is nobody's id. */
export const taskIdOf = ({ event }: ApiRequest): string => {
  const encoded = event.pathParameters?.taskId ?? '';
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
};

export const taskLocation = ({ basePath }: ApiRequest, taskId: string): string =>
  `${basePath}/tasks/${encodeURIComponent(taskId)}`;
