import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Telemetry } from '../../adapters/runtime/telemetry.ts';
import type { PollingLimits } from '../../contract/limits.ts';
import type { CallbackSender, Signer } from '../../domain/callbacks/callbacks.ts';
import type { UrlPolicy } from '../../domain/callbacks/outgoing-url.ts';
import type { SigningKeys } from '../../domain/callbacks/signing-keys.ts';
import type { VideoLinks } from '../../domain/callbacks/video-links.ts';
import type { CreationQuota } from '../../domain/creation/creation-quota.ts';
import type { IntentStore, VideoCreator } from '../../domain/creation/video-creation.ts';
import type { EstimateStore } from '../../domain/polling/estimate-store.ts';
import type { RecoveryStore } from '../../domain/recovery/recovery-store.ts';
import type { DeliveryStore } from '../../domain/task/delivery-store.ts';
import type { Executions } from '../../domain/task/executions.ts';
import type { Owners } from '../../domain/task/owners.ts';
import type { Retention } from '../../domain/task/retention.ts';
import { isTaskId } from '../../domain/task/task-id.ts';
import { plainTaskId } from '../../domain/task/task-provider.ts';
import type { TaskStore } from '../../domain/task/task-store.ts';
import type { Clock } from '../../domain/task/time.ts';
import type { OpenTasks } from '../../domain/tracking/open-tasks.ts';
import type { ApiResponse } from './answer.ts';
import type { ApiAuth } from './caller.ts';
import type { ConsolePage } from './console-page.ts';
import type { PageCursors } from './page-cursors.ts';
import { Problem } from './problem.ts';
import type { Providers } from './providers.ts';

/** What the operations work with. */
export interface ApiDeps {
  readonly owners: Owners;
  /** Absent: no limit. */
  readonly openTasks?: OpenTasks;
  /** Absent: no limit. */
  readonly quota?: CreationQuota;
  readonly tasks: TaskStore;
  readonly deliveries: DeliveryStore;
  readonly executions: Executions;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly settings: ApiSettings;
  readonly callbackPolicy: UrlPolicy;
  readonly cursors: PageCursors;
  readonly signingKeys: SigningKeys;
  readonly callbacks: CallbackSender;
  readonly signer: Signer;
  readonly recoveries: RecoveryStore;
  /** Another one each time: 32 hex digits. */
  readonly newId: () => string;
  readonly links: VideoLinks;
  readonly intents: IntentStore;
  readonly provider: VideoCreator;
  readonly providers: Providers;
  readonly consolePage: ConsolePage;
  readonly estimates: Pick<EstimateStore, 'of'>;
  readonly limits: PollingLimits;
  /** From 0 to 1. */
  readonly random: () => number;
  /** The public base URL, stage included, with no slash at its end. */
  readonly apiUrl: string;
}

export interface ApiSettings extends Retention {
  readonly auth: ApiAuth;
  /** Browsers' origins that may read answers; `*` for any. Empty: none. */
  readonly corsOrigins: readonly string[];
  readonly giveUpAfterSeconds: number;
  /** Events are put on a bus, too; absent: no. */
  readonly hasBus?: boolean;
  /** Every task must have a callback URL; absent: yes. */
  readonly requireCallback?: boolean;
  /** Every owner may track a task that another one tracks; absent: no. */
  readonly sharedTasks?: boolean;
}

/** One authenticated request. */
export interface ApiRequest {
  readonly event: APIGatewayProxyEvent;
  /** Empty for an open route, which nobody's records are behind. */
  readonly owner: string;
  /** What stands before the route's path on this host, e.g. `/v1`. */
  readonly basePath: string;
  /** The names of the deployment's providers, the default first. */
  readonly providers: readonly string[];
}

/** Throws a Problem for every answer that is one. */
export type Operation = (request: ApiRequest, deps: ApiDeps) => Promise<ApiResponse>;

/**
 * A REST API hands path parameters on as they stand in the path. Throws a Problem for what can be no task's id: not well
 * encoded, or longer than a key of the table.
 */
export const taskIdOf = ({ event, providers }: ApiRequest): string => {
  const taskId = decoded(event.pathParameters?.taskId ?? '');
  if (taskId === undefined || !isTaskId(taskId)) throw new Problem('task-not-found');
  return plainTaskId(taskId, providers);
};

const decoded = (encoded: string): string | undefined => {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
};

export const taskLocation = ({ basePath }: ApiRequest, taskId: string): string =>
  `${basePath}/tasks/${encodeURIComponent(taskId)}`;
