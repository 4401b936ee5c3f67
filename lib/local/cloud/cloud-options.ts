import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Assembly } from './assembly/assembly.ts';
import type { Json } from './assembly/template.ts';
import type { ClockSetting, LocalClock } from './clock/clock.ts';
import type { FolderLock } from './data/folder-lock.ts';
import type { Intercept } from './endpoint/intercept.ts';
import type { LocalEventBus } from './events/event-bus.ts';
import type { ApiKey } from './gateway/api-keys.ts';
import type { Logs } from './logs.ts';
import type { LocalExecutions } from './states/executions.ts';
import type { LocalS3 } from './stores/s3.ts';
import type { LocalSecrets } from './stores/secrets.ts';

export interface LocalProvider {
  /** Of its definition. */
  readonly name: string;
  readonly baseUrl: string;
  readonly key: string;
}

export interface LocalCloudOptions {
  /** How many times as fast as real time Waits, retries, schedules and the functions’ clock run at most; 1 unless given. */
  readonly speed?: number;
  /** Another program's clock, so that both show the same time. Its speed is the speed. */
  readonly clock?: ClockSetting;
  /** Of the API; a free one unless given. */
  readonly port?: number;
  readonly provider?: { readonly baseUrl: string; readonly key: string };
  /** In its place: several, the default first, the first provider among them or not. */
  readonly providers?: readonly LocalProvider[];
  /** Further CDK context, as `-c name=value` would set it. */
  readonly context?: Readonly<Record<string, string>>;
  /** A cloud assembly to run instead of the product's own. */
  readonly assembly?: string;
  /** Where data is kept over restarts; in memory unless given. */
  readonly dataDir?: string;
  /** A lock on `dataDir` that the caller already has, and closes afterwards. */
  readonly lock?: FolderLock;
  readonly intercept?: Intercept;
  /** `loopback` cuts the functions off from every other machine. `open` unless given. */
  readonly network?: 'open' | 'loopback';
  /** Workers of one function at most; 4 unless given. */
  readonly workersPerFunction?: number;
  /** Workers of all functions at most; 12 unless given, and never less than one a function. */
  readonly workers?: number;
}

export interface LocalCloud {
  /** Base URL of the API, stage included. */
  readonly apiUrl: string;
  readonly apiKey: string;
  /** The owner that the key stands for. */
  readonly apiKeyId: string;
  readonly clock: LocalClock;
  readonly assembly: Assembly;
  readonly tableName: string;
  readonly bucketName: string;
  /** Requests of this client and of `s3` are the operator's: no interceptor sees them. */
  readonly dynamo: DynamoDBClient;
  readonly dynamoUrl: string;
  readonly s3: S3Client;
  readonly s3Store: Pick<LocalS3, 'openUploads' | 'url'>;
  readonly secrets: LocalSecrets;
  readonly executions: LocalExecutions;
  /** Where Step Functions answers. */
  readonly statesUrl: string;
  readonly eventBus: LocalEventBus;
  readonly logs: Logs;
  /** Hosts that a function tried to reach and was not let, with `network: 'loopback'`. */
  readonly escapes: readonly string[];
  /** Another owner's key. */
  createApiKey(id?: string): Promise<ApiKey>;
  /** Invokes a function by its short name, e.g. `sweep-overdue`. Rejects with an `InvocationError`. */
  invoke(functionName: string, payload: Json): Promise<Json>;
  /** Ends everything: executions, workers, servers. What lies on disk stays. */
  close(): Promise<void>;
}
