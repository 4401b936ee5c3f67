import type { Json, Scope, Template, TemplateResolver, TemplateResource } from './template.ts';

/** What the template's resources are called on this machine. Names are the same in every run. */
export const account = '000000000000';
export const region = 'us-east-1';
export const urlSuffix = 'amazonaws.com';

const pseudo: Readonly<Record<string, Json>> = {
  'AWS::AccountId': account,
  'AWS::Region': region,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': urlSuffix,
  'AWS::StackName': 'local',
  'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/local/local`,
  'AWS::NotificationARNs': [],
};

interface Kind {
  /** The property that holds a name of the template's own. */
  readonly nameProperty?: string;
  readonly arn: (name: string) => string;
  /** Whether `Ref` gives the ARN instead of the name. */
  readonly refIsArn?: true;
}

const inService =
  (service: string, prefix = '') =>
  (name: string) =>
    `arn:aws:${service}:${region}:${account}:${prefix}${name}`;

const table: Kind = { nameProperty: 'TableName', arn: inService('dynamodb', 'table/') };
const kinds: Readonly<Record<string, Kind>> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::S3::Bucket': { nameProperty: 'BucketName', arn: (name) => `arn:aws:s3:::${name}` },
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', arn: inService('lambda', 'function:') },
  'AWS::Lambda::Alias': { arn: inService('lambda', 'function:'), refIsArn: true },
  'AWS::Lambda::Version': { arn: inService('lambda', 'function:'), refIsArn: true },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    arn: inService('states', 'stateMachine:'),
    refIsArn: true,
  },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    arn: (name) => `${inService('secretsmanager', 'secret:')(name)}-local0`,
    refIsArn: true,
  },
  'AWS::Logs::LogGroup': { nameProperty: 'LogGroupName', arn: inService('logs', 'log-group:') },
  'AWS::KMS::Key': { arn: inService('kms', 'key/') },
};
const anything: Kind = { arn: inService('local') };

/** A bucket's name must be lower-case, a table's may not hold much more than letters and digits: an id serves both. */
const physicalName = (id: string, resource: TemplateResource, kind: Kind): string => {
  const own = kind.nameProperty ? resource.Properties?.[kind.nameProperty] : undefined;
  if (typeof own === 'string') return own;
  if (resource.Type === 'AWS::ApiGateway::Stage') return String(resource.Properties?.StageName ?? id);
  return ['AWS::S3::Bucket', 'AWS::ApiGateway::RestApi'].includes(resource.Type) ? id.toLowerCase() : id;
};

/** The names, ARNs and attributes of a template's resources. */
export class Identities implements Scope {
  readonly #template: Template;

  constructor(template: Template) {
    this.#template = template;
  }

  name(id: string): string {
    const { resource, kind } = this.#find(id);
    return physicalName(id, resource, kind);
  }

  arn(id: string): string {
    return this.#find(id).kind.arn(this.name(id));
  }

  ref(id: string): Json {
    const known = pseudo[id];
    if (known !== undefined) return known;
    return this.#find(id).kind.refIsArn ? this.arn(id) : this.name(id);
  }

  getAtt(id: string, attribute: string): Json {
    if (attribute === 'Arn') return this.arn(id);
    if (['Name', 'TableName', 'StateMachineName'].includes(attribute)) return this.name(id);
    if (attribute === 'APIKeyId') return this.name(id);
    if (attribute === 'RootResourceId') return `${id}.RootResourceId`;
    if (attribute.endsWith('DomainName')) return `${this.name(id)}.s3.${region}.${urlSuffix}`;
    return `${this.name(id)}.${attribute}`;
  }

  #find(id: string): { resource: TemplateResource; kind: Kind } {
    const resource = this.#template.Resources[id];
    if (!resource) throw new Error(`The template has no resource "${id}"`);
    return { resource, kind: kinds[resource.Type] ?? anything };
  }
}

/** The resources of a type whose condition holds, by logical id. */
export const resourcesOf = (
  template: Template,
  resolver: TemplateResolver,
  ...types: readonly string[]
): readonly (readonly [id: string, resource: TemplateResource])[] =>
  Object.entries(template.Resources).filter(
    ([, resource]) =>
      types.includes(resource.Type) &&
      (resource.Condition === undefined || resolver.holds(resource.Condition)),
  );
