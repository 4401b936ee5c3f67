import { join } from 'node:path';
import { env } from '../../lambdas/contract.ts';
import { ApiKeys } from './api-keys.ts';
import { Assembly } from './assembly.ts';
import { jsonService } from './aws-json.ts';
import { LocalClock } from './clock.ts';
import type { LocalCloud, LocalCloudOptions } from './cloud-options.ts';
import { startDynamoDb } from './dynamodb.ts';
import { listen } from './endpoint.ts';
import { LocalExecutions } from './executions.ts';
import { startGateway } from './gateway.ts';
import { region, urlSuffix } from './identity.ts';
import { proceed } from './intercept.ts';
import { makeFunctions, variablesOf } from './local-functions.ts';
import { Logs } from './logs.ts';
import { recall, remember } from './memory.ts';
import { startS3 } from './s3.ts';
import { startSchedules } from './schedules.ts';
import { startSecrets } from './secrets.ts';
import { type Definition, LocalStateMachine } from './state-machine.ts';
import { stepFunctionsOperations } from './step-functions.ts';
import { synthesize } from './synth.ts';
import type { Json } from './template.ts';

export type { LocalCloud, LocalCloudOptions } from './cloud-options.ts';

/** Stands in the synthesized template for the provider, whose port may be another in every run. */
const providerStandIn = 'http://127.0.0.1:1/provider';
const loopbackHosts = '127.0.0.1,localhost';

/** The folder of the product's own cloud assembly for this machine; synthesized where its sources are new. */
export const projectAssembly = (context: Readonly<Record<string, string>> = {}): Promise<string> =>
  synthesize({ context: { privateHosts: loopbackHosts, providerBaseUrl: providerStandIn, ...context } });

const only = <T>(all: readonly T[], what: string): T => {
  const [first] = all;
  if (first === undefined || all.length > 1) throw new Error(`One ${what} expected, not ${all.length}`);
  return first;
};

/** The product on this machine: what `cdk synth` wrote, run with no AWS. Everything listens on loopback only. */
export const startLocalCloud = async (options: LocalCloudOptions = {}): Promise<LocalCloud> => {
  const assembly = await Assembly.read(options.assembly ?? (await projectAssembly(options.context)));
  const { dataDir, intercept = proceed } = options;
  const recalled = await recall(dataDir, options.clock?.speed ?? options.speed ?? 1);
  const clock = new LocalClock(options.clock ?? recalled.clock);
  const keys = new ApiKeys(assembly, recalled.keys);
  const save = () => remember(dataDir, { clock: clock.setting, keys: keys.all() });
  await save();

  const deployed = assembly.all('AWS::Lambda::Function');
  const provider = options.provider ?? { baseUrl: providerStandIn, key: 'no provider' };
  const providerSecret = deployed
    .map((one) => variablesOf(assembly, one, {})[env.providerSecret])
    .find(Boolean);

  const shared = { clock, intercept };
  const folder = (name: string) => (dataDir === undefined ? {} : { path: join(dataDir, name) });
  const byArn = (arn: string, payload: Json): Promise<Json> => {
    const found = functions.find((one) => one.arn === arn);
    return found ? found.invoke(payload) : Promise.reject(new Error(`No function has the ARN ${arn}`));
  };
  const dynamo = await startDynamoDb(assembly, { ...shared, ...folder('dynamodb') });
  const s3 = await startS3(assembly, { ...shared, ...folder('s3') });
  const secrets = await startSecrets(assembly, {
    ...shared,
    ...(dataDir !== undefined && { path: dataDir }),
    values: providerSecret === undefined ? {} : { [providerSecret]: provider.key },
  });
  const machine = only(assembly.all('AWS::StepFunctions::StateMachine'), 'state machine');
  const executions = new LocalExecutions({
    name: machine.name,
    arn: machine.arn,
    clock,
    machine: new LocalStateMachine(
      JSON.parse(assembly.text(machine.properties.DefinitionString)) as Definition,
      {
        speed: clock.setting.speed,
        act: byArn,
        wait: (seconds, signal) => clock.sleep(seconds * 1000, signal),
      },
    ),
  });
  const states = await listen(
    jsonService(
      'states',
      stepFunctionsOperations((arn) => (arn === machine.arn ? executions : undefined)),
      ({ name, executionArn }) => String(name ?? executionArn ?? ''),
      intercept,
    ),
    clock,
  );
  const gateway = await startGateway(assembly, {
    ...shared,
    keys,
    invoke: byArn,
    ...(options.port !== undefined && { port: options.port }),
  });
  const apiId = assembly.all('AWS::ApiGateway::RestApi')[0]?.name ?? '';
  const functions = makeFunctions(assembly, {
    clock: clock.setting,
    intercept,
    loopbackOnly: options.network === 'loopback',
    maxWorkers: options.workersPerFunction ?? 4,
    maxWorkersInAll: options.workers ?? 12,
    endpoints: { dynamodb: dynamo.url, s3: s3.url, secrets: secrets.url, states: states.url },
    standIns: {
      [`https://${apiId}.execute-api.${region}.${urlSuffix}`]: gateway.url,
      [providerStandIn]: provider.baseUrl,
    },
  });
  const logs = new Logs();
  const escapes: string[] = [];
  for (const one of functions) {
    one.on('line', (text) => logs.add({ functionName: one.name, text, at: clock.now() }));
    one.on('escape', (host) => escapes.push(host));
  }
  const schedules = startSchedules(assembly, { clock, invoke: byArn });

  return {
    apiUrl: `${gateway.url}/${gateway.stage}`,
    apiKey: keys.first?.value ?? '',
    apiKeyId: keys.first?.id ?? '',
    clock,
    assembly,
    tableName: only(assembly.all('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'), 'table').name,
    bucketName: only(assembly.all('AWS::S3::Bucket'), 'bucket').name,
    dynamo: dynamo.client,
    dynamoUrl: dynamo.url,
    s3: s3.client,
    s3Store: s3,
    secrets,
    executions,
    statesUrl: states.url,
    logs,
    escapes,
    createApiKey: (id) => {
      const key = keys.create(id);
      void save();
      return key;
    },
    invoke: (functionName, payload) =>
      only(
        functions.filter((one) => one.name === functionName),
        `function "${functionName}"`,
      ).invoke(payload),
    close: async () => {
      schedules.close();
      await gateway.close();
      await executions.close();
      await Promise.all(functions.map((one) => one.close()));
      await Promise.all([states.close(), secrets.close(), s3.close(), dynamo.close()]);
    },
  };
};
