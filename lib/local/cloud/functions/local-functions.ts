import { join } from 'node:path';
import type { Assembly, Deployed } from '../assembly/assembly.ts';
import { region } from '../assembly/identity.ts';
import type { Properties } from '../assembly/template.ts';
import type { LocalClock } from '../clock/clock.ts';
import { credentials } from '../endpoint/client-settings.ts';
import type { Intercept } from '../endpoint/intercept.ts';
import { LocalFunction } from './function.ts';

export interface FunctionDeps {
  readonly clock: LocalClock;
  readonly intercept: Intercept;
  readonly loopbackOnly: boolean;
  readonly maxWorkers: number;
  /** Of all functions together. */
  readonly maxWorkersInAll: number;
  readonly endpoints: {
    readonly dynamodb: string;
    readonly s3: string;
    readonly secrets: string;
    readonly states: string;
    readonly events: string;
  };
  /** What a value of the template stands for on this machine, e.g. the API's address. */
  readonly standIns: Readonly<Record<string, string>>;
}

/** Nobody listens there: a request to any other AWS service goes nowhere. */
const nowhere = 'http://127.0.0.1:9';

/** `query-task` for the construct at `Stack/Relay/QueryTaskFunction/Resource`; else the logical id. */
export const shortName = ({ id, metadata }: Deployed): string => {
  const path = metadata['aws:cdk:path'];
  const construct = typeof path === 'string' ? path.split('/').at(-2) : undefined;
  if (construct === undefined) return id;
  return construct
    .replace(/Function$/, '')
    .replaceAll(/(?<=[a-z0-9])([A-Z])/g, '-$1')
    .toLowerCase();
};

/** The variables that the template sets, with what stands in for AWS on this machine. */
export const variablesOf = (
  assembly: Assembly,
  { properties }: Deployed,
  standIns: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const environment = (assembly.resolve(properties.Environment) ?? {}) as Properties;
  return Object.fromEntries(
    Object.entries((environment.Variables ?? {}) as Properties).map(([name, value]) => {
      const text = Object.entries(standIns).reduce(
        (all, [from, to]) => all.replaceAll(from, to),
        String(value),
      );
      return [name, text];
    }),
  );
};

const makeFunction = (
  assembly: Assembly,
  deployed: Deployed,
  { clock, intercept, loopbackOnly, maxWorkers, endpoints, standIns }: FunctionDeps,
  mayGrow: () => boolean,
): LocalFunction => {
  const { Handler, MemorySize, Timeout, ReservedConcurrentExecutions } = assembly.resolve(
    deployed.properties,
  ) as Properties;
  const name = shortName(deployed);
  const folder = assembly.assetOf(deployed);
  const [file = 'index', handlerName = 'handler'] = String(Handler).split('.');
  const memoryMb = Number(MemorySize ?? 128);
  const variables = {
    ...variablesOf(assembly, deployed, standIns),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: name, // By which its calls are known.

    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: nowhere,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secrets,
    AWS_ENDPOINT_URL_SFN: endpoints.states,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.events,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: folder,
    TZ: ':UTC',
  };
  return new LocalFunction({
    name,
    arn: deployed.arn,
    memoryMb,
    timeoutSeconds: Number(Timeout ?? 3),
    maxWorkers,
    mayGrow,
    intercept,
    hold: () => clock.hold(),
    variables,
    ...(ReservedConcurrentExecutions !== undefined && {
      reservedConcurrency: Number(ReservedConcurrentExecutions),
    }),
    start: {
      file: join(folder, `${file}.js`),
      handlerName,
      clock: clock.setting,
      loopbackOnly,
      context: { functionName: name, invokedFunctionArn: deployed.arn, memoryLimitInMB: String(memoryMb) },
    },
  });
};

/** The template's functions. A worker takes about 40 MB, so that an idle one makes room where another is needed. */
export const makeFunctions = (assembly: Assembly, surroundings: FunctionDeps): readonly LocalFunction[] => {
  const mayGrow = () => {
    const workers = functions.reduce((sum, one) => sum + one.workers, 0);
    return workers < surroundings.maxWorkersInAll || functions.some((one) => one.retire());
  };
  const functions = assembly
    .all('AWS::Lambda::Function')
    .map((deployed) => makeFunction(assembly, deployed, surroundings, mayGrow));
  return functions;
};
