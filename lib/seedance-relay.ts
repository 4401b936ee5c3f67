import { ArnFormat, Names, Stack, Tags } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { FunctionName } from '../lambdas/contract/functions.ts';
import { metricNamespace } from '../lambdas/contract/metrics.ts';
import { RelayApi } from './api.ts';
import { environmentOf } from './environment.ts';
import { RelayFunction } from './function.ts';
import { Operations } from './operations/operations.ts';
import { RelayMetrics } from './operations/relay-metrics.ts';
import { readConfig } from './options/config.ts';
import type { RelayOptions } from './options/options.ts';
import { grantPermissions } from './permissions.ts';
import { makeRelayContext } from './relay-context.ts';
import { Secrets } from './secrets.ts';
import { Storage } from './storage.ts';
import { Sweep } from './sweep.ts';
import { Workflow } from './workflow.ts';

export { ConfigError } from './options/option-readers.ts';
export type { RelayOptions } from './options/options.ts';

/**
 * Seedance's polling-only task API as a push API: REST API, functions, state machine, table, bucket, secrets, dashboard and
 * alarms. It may stand in a stack of any app, and more than once.
 *
 *     const relay = new SeedanceRelay(this, 'Relay', { retainVideoDays: 30 });
 *     relay.storage.bucket.grantRead(transcoder);
 *     relay.operations.alarms.CallbacksExhausted.addAlarmAction(new SnsAction(topic));
 *
 * After the first deployment, put the provider's API key into `secrets.provider`.
 */
export class SeedanceRelay extends Construct {
  /** The table of records and the bucket of videos. Both are retained by default. */
  readonly storage: Storage;
  /** The provider's API key, and the master of the keys that callbacks are signed with. */
  readonly secrets: Secrets;
  /** `api.url` is the base of every route; `api.apiKey` the first key of the usage plan. */
  readonly api: RelayApi;
  readonly functions: Readonly<Record<FunctionName, RelayFunction>>;
  /** `workflow.stateMachine` has an execution for each task. */
  readonly workflow: Workflow;
  /** The dashboard, and the alarms by name. */
  readonly operations: Operations;

  /** Throws a `ConfigError` that names the option that is wrong. Each option has a default: see {@link RelayOptions}. */
  constructor(scope: Construct, id: string, options: RelayOptions = {}) {
    super(scope, id);
    const config = readConfig(options);
    const context = makeRelayContext(this, config);
    for (const [name, value] of Object.entries(config.tags)) Tags.of(this).add(name, value);
    const stateMachineName = Names.uniqueResourceName(this, { maxLength: 80, separator: '-' });
    const metricsNamespace = `${metricNamespace}/${stateMachineName}`; // Another relay in the account has another.
    const stateMachineArn = Stack.of(this).formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: stateMachineName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });

    this.storage = new Storage(this, 'Storage', context);
    this.secrets = new Secrets(this, 'Secrets', context);
    this.api = new RelayApi(this, 'Api', context);

    const environment = environmentOf(config, {
      tableName: this.storage.table.tableName,
      bucketName: this.storage.bucket.bucketName,
      stateMachineArn,
      apiUrl: this.api.url,
      providerSecret: (name) => this.secrets.idOf(this.secrets.keyOf(name)),
      signingSecretArn: this.secrets.idOf(this.secrets.signing),
      metricsNamespace,
    });
    const make = (name: FunctionName, id: string, reservedConcurrency?: number) =>
      new RelayFunction(this, id, {
        context,
        name,
        environment,
        ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
      });
    this.functions = {
      api: make('api', 'ApiFunction'),
      'query-task': make('query-task', 'QueryTaskFunction', config.maxConcurrentQueries),
      'archive-video': make('archive-video', 'ArchiveVideoFunction'),
      'record-outcome': make('record-outcome', 'RecordOutcomeFunction'),
      'deliver-callback': make('deliver-callback', 'DeliverCallbackFunction'),
      'recover-deliveries': make('recover-deliveries', 'RecoverDeliveriesFunction'),
      'sweep-overdue': make('sweep-overdue', 'SweepOverdueFunction'),
    };

    this.workflow = new Workflow(this, 'Workflow', { context, stateMachineName, functions: this.functions });
    this.api.routeTo(this.functions.api);
    new Sweep(this, 'Sweep', this.functions['sweep-overdue']);
    grantPermissions(this, stateMachineArn, config);
    this.operations = new Operations(this, 'Operations', context, {
      name: stateMachineName,
      config,
      metrics: new RelayMetrics(metricsNamespace),
      restApi: this.api.restApi,
      table: this.storage.table,
      functions: this.functions,
      logGroups: mapped(this.functions, ({ logGroup }) => logGroup),
      stateMachine: this.workflow.stateMachine,
    });
  }
}

const mapped = <K extends string, T, U>(record: Readonly<Record<K, T>>, to: (value: T) => U): Record<K, U> =>
  Object.fromEntries(Object.entries<T>(record).map(([name, value]) => [name, to(value)])) as Record<K, U>;
