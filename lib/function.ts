import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, Code, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import {
  type ICommandHooks,
  LogLevel,
  NodejsFunction,
  type NodejsFunctionProps,
  OutputFormat,
} from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { env, type FunctionName, functionEnvironment } from '../lambdas/contract/functions.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { bundleSettings, root } from './bundle-settings.ts';
import { type FunctionSpec, functionSpecs } from './functions.ts';
import { logGroup } from './log-group.ts';
import { grantNetwork, joinNetwork } from './private-network.ts';
import type { RelayContext } from './relay-context.ts';

export interface RelayFunctionProps {
  readonly context: RelayContext;
  readonly name: FunctionName;
  /** The values of all environment variables, by what they mean: the function gets those of its specification. */
  readonly environment: Readonly<Record<keyof typeof env, string>>;
  /** @default - none reserved */
  readonly reservedConcurrency?: number;
}

/** Puts the console beside the function's code: in it, every cold start would load the page. */
const consoleBeside: ICommandHooks = {
  beforeInstall: () => [],
  beforeBundling: () => [],
  afterBundling: (_, folder) => [
    [process.execPath, join(root, 'bin/console-page.ts'), join(folder, 'console.json')]
      .map((word) => JSON.stringify(word))
      .join(' '),
  ],
};

/** From the package, code that is bundled already; from the project, its source, to be bundled. */
const codeOf = (name: FunctionName): NodejsFunctionProps => {
  const bundled = join(root, 'bundles', name);
  if (existsSync(bundled)) return { code: Code.fromAsset(bundled), handler: 'index.handler' };
  return {
    entry: join(root, 'lambdas/handlers', `${name}.ts`),
    projectRoot: root,
    depsLockFilePath: join(root, 'package-lock.json'),
    bundling: {
      forceDockerBundling: false,
      logLevel: LogLevel.WARNING,
      format: OutputFormat.CJS,
      target: bundleSettings.target,
      minify: bundleSettings.minify,
      mainFields: [...bundleSettings.mainFields],
      externalModules: [],
      esbuildArgs: {
        '--alias': Object.entries(bundleSettings.alias).map(([name, path]) => `${name}=${path}`),
      },
      ...(name === 'api' ? { commandHooks: consoleBeside } : {}),
    },
  };
};

/** Every function of the relay: bundled small, on arm64, with its own role and log group. */
export class RelayFunction extends NodejsFunction {
  readonly executionRole: Role;

  constructor(
    scope: Construct,
    id: string,
    { context, name, environment, reservedConcurrency }: RelayFunctionProps,
  ) {
    const spec: FunctionSpec = functionSpecs[name];
    const logs = logGroup(scope, `${id}Logs`, context);
    // Not Lambda's managed policy, which lets a function write to every log group of the account.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logs.grantWrite(role);
    if (spec.dialsOut) grantNetwork(role, context.config);
    super(scope, id, {
      description: spec.description,
      ...codeOf(name),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: spec.memoryMb,
      timeout: Duration.seconds(spec.timeoutSeconds),
      environment: Object.fromEntries(
        ['metricsNamespace' as const, ...functionEnvironment[name]].map((meaning) => [
          env[meaning],
          environment[meaning],
        ]),
      ),
      role,
      logGroup: logs,
      tracing: context.config.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    });
    this.executionRole = role;
    if (spec.dialsOut) joinNetwork(this.node.defaultChild as CfnFunction, context.config);
    if (context.config.tracing) acknowledgeWildcard(role, '*', 'X-Ray’s actions know no resource.');
  }

  /** Lets the function do one thing to one resource. */
  allow(action: string, resource: string): void {
    this.executionRole.addToPolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
  }
}
