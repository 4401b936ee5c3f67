import { join } from 'node:path';
import { env } from '../../../lambdas/contract/functions.ts';
import { type ConfiguredProvider, firstProvider } from '../../../lambdas/contract/provider-definition.ts';
import { Assembly } from './assembly/assembly.ts';
import { region, urlSuffix } from './assembly/identity.ts';
import { synthesize } from './assembly/synth.ts';
import type { Json } from './assembly/template.ts';
import { LocalClock } from './clock/clock.ts';
import type { LocalCloud, LocalCloudOptions, LocalProvider } from './cloud-options.ts';
import { lockFolder } from './data/folder-lock.ts';
import { makePrivate } from './data/private-file.ts';
import { proceed } from './endpoint/intercept.ts';
import { permitted } from './endpoint/permissions.ts';
import { startEventBus } from './events/event-bus.ts';
import type { LocalFunction } from './functions/function.ts';
import { makeFunctions, shortName, variablesOf } from './functions/local-functions.ts';
import { ApiKeys } from './gateway/api-keys.ts';
import { startGateway } from './gateway/gateway.ts';
import { Logs } from './logs.ts';
import { loadState, saveState } from './saved-state.ts';
import { startSchedules } from './states/schedules.ts';
import { startStepFunctions } from './states/step-functions.ts';
import { startDynamoDb } from './stores/dynamodb.ts';
import { startS3 } from './stores/s3.ts';
import { startSecrets } from './stores/secrets.ts';

export type { LocalCloud, LocalCloudOptions } from './cloud-options.ts';

/** Stands in the synthesized template for the provider, whose port may be another in every run. */
const providerStandIn = 'http://127.0.0.1:1/provider';
const standInOf = (name: string): string =>
  name === firstProvider ? providerStandIn : `http://127.0.0.1:1/as/${name}`;
const loopbackHosts = '127.0.0.1,localhost,[::1]';

/** The folder of the product's own cloud assembly for this machine; synthesized if its sources have changed. */
export const projectAssembly = (context: Readonly<Record<string, string>> = {}): Promise<string> =>
  synthesize({ context: { privateHosts: loopbackHosts, providerBaseUrl: providerStandIn, ...context } });

/** What tells the app that it has these providers: nothing if it has only the one of the default. */
const providersContext = (providers: readonly LocalProvider[]): Readonly<Record<string, string>> => {
  const listed = providers.map(({ name }) => (name === firstProvider ? name : `${name}=${standInOf(name)}`));
  return listed.join() === firstProvider ? {} : { providers: listed.join() };
};

/** The values of the providers' secrets, by the secrets' ARNs. */
const secretValues = (
  assembly: Assembly,
  providers: readonly LocalProvider[],
): Readonly<Record<string, string>> => {
  const variables = assembly.all('AWS::Lambda::Function').map((one) => variablesOf(assembly, one, {}));
  const { [env.providerSecret]: first, [env.providers]: listed = '[]' } =
    variables.find((values) => values[env.providers] !== undefined) ?? {};
  const secrets = (JSON.parse(listed) as (string | ConfiguredProvider)[]).map((one) =>
    typeof one === 'string' ? { name: firstProvider, secret: first ?? '' } : one,
  );
  return Object.fromEntries(
    providers.flatMap(({ name, key }) => {
      const { secret } = secrets.find((one) => one.name === name) ?? {};
      return secret ? [[secret, key] as const] : [];
    }),
  );
};

/** The product on this machine: what `cdk synth` wrote, run with no AWS. Everything listens on loopback only. */
export const startLocalCloud = async (options: LocalCloudOptions = {}): Promise<LocalCloud> => {
  const assembly = await Assembly.read(options.assembly ?? (await projectAssembly(contextOf(options))));
  const opened = new AsyncDisposableStack();
  try {
    return await start(assembly, options, opened);
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
};

const contextOf = ({ context, providers }: LocalCloudOptions): Readonly<Record<string, string>> => ({
  ...(providers && providersContext(providers)),
  ...context,
});

/** Registers what was just opened to be closed with the rest. */
const opening =
  (opened: AsyncDisposableStack) =>
  <T extends { close(): unknown }>(resource: T): T =>
    opened.adopt(resource, async ({ close }) => void (await close.call(resource)));

const start = async (
  assembly: Assembly,
  options: LocalCloudOptions,
  opened: AsyncDisposableStack,
): Promise<LocalCloud> => {
  const { dataDir } = options;
  const intercept = permitted(assembly, shortName, options.intercept ?? proceed);
  const closeLater = opening(opened);
  if (dataDir !== undefined) {
    if (!options.lock) closeLater(await lockFolder(dataDir));
    for (const name of ['dynamodb', 's3', 'secrets']) await makePrivate(join(dataDir, name));
  }
  const saved = await loadState(dataDir, options.clock?.speed ?? options.speed ?? 1);
  const clock = new LocalClock(options.clock ?? saved.clock);
  const keys = new ApiKeys(assembly, saved.keys);
  let saving = Promise.resolve();
  const save = () => {
    saving = saving.catch(() => undefined).then(() => saveState(dataDir, clock.now(), keys.all()));
    return saving;
  };
  await save();
  const timer = setInterval(() => save().catch(() => undefined), 5_000).unref();
  opened.defer(() => {
    clearInterval(timer);
    return save();
  });

  const provider = options.provider ?? { baseUrl: providerStandIn, key: 'no provider' };
  const providers = options.providers ?? [{ name: firstProvider, ...provider }];
  const shared = { clock, intercept };
  const folder = (name: string) => (dataDir === undefined ? {} : { path: join(dataDir, name) });
  const dynamo = closeLater(await startDynamoDb(assembly, { ...shared, ...folder('dynamodb') }));
  const s3 = closeLater(await startS3(assembly, { ...shared, ...folder('s3') }));
  const secrets = closeLater(
    await startSecrets(assembly, {
      ...shared,
      ...folder('secrets'),
      values: secretValues(assembly, providers),
    }),
  );

  // The functions need the endpoints' addresses, and the endpoints the functions.
  const functions: LocalFunction[] = [];
  const find = (name: string): LocalFunction => {
    const found = functions.find((one) => one.name === name || one.arn === name);
    if (!found) throw new Error(`There is no function ${name}`);
    return found;
  };
  const invoke = async (name: string, payload: Json): Promise<Json> => find(name).invoke(payload);
  opened.defer(async () => void (await Promise.all(functions.map((one) => one.close()))));
  const eventBus = closeLater(await startEventBus(shared));
  const states = closeLater(await startStepFunctions(assembly, { ...shared, invoke }));
  const { port } = options;
  const gateway = closeLater(
    await startGateway(assembly, {
      ...shared,
      keys,
      // Reads and the schedule's own invocations do not slow the clock down.
      invoke: async (arn, event, looks) => find(arn).invoke(event, { holdsClock: !looks }),
      ...(port !== undefined && { port }),
    }),
  );
  // A name of the operator's own, or the generated one.
  const publicUrl = assembly.outputs().ApiUrl;
  functions.push(
    ...makeFunctions(assembly, {
      ...shared,
      loopbackOnly: options.network === 'loopback',
      maxWorkers: options.workersPerFunction ?? 4,
      maxWorkersInAll: options.workers ?? 12,
      endpoints: {
        dynamodb: dynamo.url,
        s3: s3.url,
        secrets: secrets.url,
        states: states.url,
        events: eventBus.url,
      },
      standIns: {
        ...(publicUrl === undefined ? {} : { [publicUrl]: `${gateway.url}/${gateway.stage}` }),
        [`https://${gateway.apiId}.execute-api.${region}.${urlSuffix}`]: gateway.url,
        ...Object.fromEntries(providers.map(({ name, baseUrl }) => [standInOf(name), baseUrl])),
      },
    }),
  );
  const logs = new Logs();
  const escapes: string[] = [];
  for (const one of functions) {
    one.on('line', (text) => logs.add({ functionName: one.name, text, at: clock.now() }));
    one.on('escape', (host) => escapes.push(host));
  }
  const tick = async (arn: string, event: Json) => find(arn).invoke(event, { holdsClock: false });
  closeLater(startSchedules(assembly, { clock, invoke: tick }));

  return {
    apiUrl: `${gateway.url}/${gateway.stage}`,
    apiKey: keys.first?.value ?? '',
    apiKeyId: keys.first?.id ?? '',
    clock,
    assembly,
    tableName: assembly.only('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').name,
    bucketName: assembly.only('AWS::S3::Bucket').name,
    dynamo: dynamo.client,
    dynamoUrl: dynamo.url,
    s3: s3.client,
    s3Store: s3,
    secrets,
    executions: states.executions,
    statesUrl: states.url,
    eventBus,
    logs,
    escapes,
    createApiKey: async (id) => {
      const key = keys.create(id);
      await save();
      return key;
    },
    invoke,
    close: () => opened.disposeAsync(),
  };
};
