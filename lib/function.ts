import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { env, type FunctionName } from '../lambdas/contract.ts';
import { type FunctionSpec, functionSpecs } from './functions.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface RelayFunctionProps {
  readonly name: FunctionName;
  /** The values of all environment variables, by what they mean: the function gets those of its specification. */
  readonly environment: Readonly<Record<keyof typeof env, string>>;
  /** @default - none reserved */
  readonly reservedConcurrency?: number;
}

/** The one kind of function of this house: bundled small, on arm64, with a role and a log group of its own. */
export class RelayFunction extends NodejsFunction {
  readonly executionRole: Role;

  constructor(scope: Construct, id: string, { name, environment, reservedConcurrency }: RelayFunctionProps) {
    const spec: FunctionSpec = functionSpecs[name];
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Not Lambda's managed policy, which lets a function write to every log group of the account.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      description: spec.description,
      entry: `${root}lambdas/handlers/${name}.ts`,
      projectRoot: root,
      depsLockFilePath: `${root}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: spec.memoryMb,
      timeout: Duration.seconds(spec.timeoutSeconds),
      environment: Object.fromEntries(
        spec.environment.map((meaning) => [env[meaning], environment[meaning]]),
      ),
      role,
      logGroup,
      bundling: {
        forceDockerBundling: false,
        format: OutputFormat.CJS,
        minify: true,
        logLevel: LogLevel.WARNING,
        // The SDK's ES modules let esbuild leave out what is not used: CJS made of them loads 0.6 times as long.
        mainFields: ['module', 'main'],
        externalModules: [],
      },
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    });
    this.executionRole = role;
  }

  /** Lets the function do one thing to one resource. */
  allow(action: string, resource: string): void {
    this.executionRole.addToPolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
  }
}
