import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TinyFunction {
  /** The bundle: CommonJS that exports `handler`. */
  readonly code: string;
  readonly timeoutSeconds?: number;
  readonly memoryMb?: number;
  readonly reservedConcurrency?: number;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const functionResource = (name: string, asset: string, given: TinyFunction) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Handler: 'index.handler',
    Timeout: given.timeoutSeconds ?? 30,
    MemorySize: given.memoryMb ?? 128,
    ...(given.reservedConcurrency !== undefined && {
      ReservedConcurrentExecutions: given.reservedConcurrency,
    }),
    Environment: {
      Variables: {
        TABLE_NAME: { Ref: 'Table' },
        STATE_MACHINE_ARN: { Ref: 'Machine' },
        API_URL: {
          'Fn::Join': [
            '',
            [
              'https://',
              { Ref: 'Api' },
              '.execute-api.',
              { Ref: 'AWS::Region' },
              '.',
              { Ref: 'AWS::URLSuffix' },
              '/v1',
            ],
          ],
        },
        ...given.variables,
      },
    },
  },
  Metadata: { 'aws:asset:path': asset, 'aws:cdk:path': `Tiny/${name}Function/Resource` },
});

const uriOf = (name: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/',
      { 'Fn::GetAtt': [`${name}Function`, 'Arn'] },
      '/invocations',
    ],
  ],
});

const method = (name: string, resource: unknown, httpMethod: string, apiKeyRequired: boolean) => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    HttpMethod: httpMethod,
    ResourceId: resource,
    RestApiId: { Ref: 'Api' },
    ApiKeyRequired: apiKeyRequired,
    AuthorizationType: 'NONE',
    Integration: { Type: 'AWS_PROXY', Uri: uriOf(name) },
  },
});

/**
 * A cloud assembly of the product's shape, with functions of a test's own: `Api` answers the routes `/open` and
 * `/things/{id}` (with a key), `Step` is the only act of the state machine, `Tick` runs every five minutes.
 */
export const writeTinyAssembly = async (
  functions: Readonly<Record<string, TinyFunction>>,
  further: Readonly<Record<string, unknown>> = {},
): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tiny-assembly-'));
  const resources: Record<string, unknown> = {};
  for (const [name, given] of Object.entries({ ...idle, ...functions })) {
    await mkdir(join(folder, `asset.${name}`));
    await writeFile(join(folder, `asset.${name}`, 'index.js'), given.code);
    resources[`${name}Function`] = functionResource(name, `asset.${name}`, given);
  }
  const template = { Resources: { ...fixed, ...resources, ...further } };
  await writeFile(join(folder, 'Tiny.template.json'), JSON.stringify(template));
  const artifacts = {
    Tiny: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Tiny.template.json' } },
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
  return folder;
};

const nothing: TinyFunction = { code: 'exports.handler = async () => null;' };
const idle = { Api: nothing, Step: nothing, Tick: nothing };

const root = { 'Fn::GetAtt': ['Api', 'RootResourceId'] };
const path = (parent: unknown, part: string) => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { ParentId: parent, PathPart: part, RestApiId: { Ref: 'Api' } },
});
const key = (name: string, type: string) => ({ AttributeName: name, KeyType: type });

const fixed = {
  Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'tiny' } },
  Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { StageName: 'v1', RestApiId: { Ref: 'Api' } } },
  Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true } },
  PlanKey: { Type: 'AWS::ApiGateway::UsagePlanKey', Properties: { KeyId: { Ref: 'Key' } } },
  OpenPath: path(root, 'open'),
  ThingsPath: path(root, 'things'),
  ThingPath: path({ Ref: 'ThingsPath' }, '{id}'),
  OpenGet: method('Api', { Ref: 'OpenPath' }, 'GET', false),
  ThingGet: method('Api', { Ref: 'ThingPath' }, 'GET', true),
  ThingPost: method('Api', { Ref: 'ThingPath' }, 'POST', true),
  Forbidden: {
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: {
      ResponseType: 'INVALID_API_KEY',
      StatusCode: '403',
      ResponseTemplates: { 'application/problem+json': '{"detail":$context.error.messageString}' },
    },
  },
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'color', AttributeType: 'S' },
      ],
      KeySchema: [key('pk', 'HASH')],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byColor',
          KeySchema: [key('color', 'HASH')],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    },
  },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
  Secret: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: { GenerateSecretString: { PasswordLength: 20 } },
  },
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: 'Tiny',
      DefinitionString: {
        'Fn::Join': [
          '',
          [
            '{"StartAt":"Step","States":{"Step":{"Type":"Task","TimeoutSeconds":30,"Next":"Wait","Resource":"',
            { 'Fn::GetAtt': ['StepFunction', 'Arn'] },
            '"},"Wait":{"Type":"Wait","SecondsPath":"$.waitSeconds","Next":"Done"},"Done":{"Type":"Succeed"}}}',
          ],
        ],
      },
    },
  },
  EveryFiveMinutes: {
    Type: 'AWS::Events::Rule',
    Properties: {
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
      Targets: [{ Id: 'Tick', Arn: { 'Fn::GetAtt': ['TickFunction', 'Arn'] } }],
    },
  },
} as const;
