import { Aws, Duration, Names, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  ApiKeySourceType,
  AuthorizationType,
  type CfnApiKey,
  type CfnRestApi,
  EndpointType,
  type IApiKey,
  type IUsagePlan,
  LambdaIntegration,
  LogGroupLogDestination,
  Period,
  RestApi,
  SecurityPolicy,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { apiStage, type Route, routes } from '../lambdas/contract/routes.ts';
import { acknowledge } from './acknowledge.ts';
import { CustomDomain } from './custom-domain.ts';
import { logGroup } from './log-group.ts';
import { addProblemResponses } from './problem-responses.ts';
import type { RelayContext } from './relay-context.ts';

/** A test event keeps the function busy for as long as a receiver may take, 15 s: of all callers' together, some twenty at once. */
const testEventLimit = { throttlingRateLimit: 1, throttlingBurstLimit: 5 };

/** Anyone may load the console, and no key's limit counts it: people reload it now and then. */
const consoleLimit = { throttlingRateLimit: 10, throttlingBurstLimit: 20 };
const openToAnyone = { apiKeyRequired: false, authorizationType: AuthorizationType.NONE } as const;

/** What pages may send. The gateway answers by itself: a flood of preflights, which need no key, reaches no function. */
const preflights = {
  allowMethods: ['GET', 'POST', 'DELETE'],
  allowHeaders: [
    ...['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match'],
    ...['X-Amz-Date', 'X-Amz-Security-Token', 'X-Api-Key'],
  ],
  maxAge: Duration.hours(2), // The longest that Chromium heeds.
};

/** API keys that may use their whole rate at the same time. */
const keysAtOnce = 4;

/**
 * TLS 1.2 or 1.3: without a policy, the API's own host name accepts TLS 1.0. A policy of this kind needs an access mode, too.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
 */
const requireTls12 = (restApi: RestApi): void => {
  const resource = restApi.node.defaultChild as CfnRestApi;
  resource.securityPolicy = SecurityPolicy.TLS13_1_2_PQ_2025_09;
  resource.endpointAccessMode = 'BASIC';
};

const methodKey = ({ path, method }: Route): string => `${path}/${method}`;

/** A line of the access log. */
const accessLog = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  apiKeyId: '$context.identity.apiKeyId',
  caller: '$context.identity.caller',
  httpMethod: '$context.httpMethod',
  resourcePath: '$context.resourcePath',
  path: '$context.path',
  status: '$context.status',
  responseLength: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  gatewayError: '$context.error.responseType',
  integrationStatus: '$context.integration.status',
  integrationError: '$context.integration.error',
  wafStatus: '$context.waf.status',
};

/** The HTTP API: every route of the table calls one function. */
export class RelayApi extends Construct {
  readonly restApi: RestApi;
  /** Public base URL, stage included, with no slash at its end: that of the options `apiUrl` or `domainName`, if they are set. */
  readonly url: string;
  /** What the host name of the option `domainName` must lead to in DNS. */
  readonly domainTarget: string | undefined;
  /** Of the page for people; undefined without the option `console`. */
  readonly consoleUrl: string | undefined;
  /** Undefined if `apiAuth` is `iam`. */
  readonly apiKey: IApiKey | undefined;
  /** What every API key needs to be part of. Undefined if `apiAuth` is `iam`. */
  readonly usagePlan: IUsagePlan | undefined;
  readonly #context: RelayContext;

  constructor(scope: Construct, id: string, context: RelayContext) {
    super(scope, id);
    this.#context = context;
    this.restApi = this.#createRestApi();
    this.url = this.#publicUrl();
    this.domainTarget = this.#addDomain();
    const usesKeys = context.config.apiAuth === 'apiKey';
    this.usagePlan = usesKeys ? this.#createUsagePlan() : undefined;
    this.apiKey = this.usagePlan && this.#createApiKey(this.usagePlan);
    this.consoleUrl = context.config.console ? `${this.url}${routes.getConsole.path}` : undefined;
    addProblemResponses(this.restApi, context.config);
    this.#acknowledgeRules();
  }

  /** Lets a principal call every route with signed requests, if `apiAuth` is `iam`. */
  grantCall(grantee: IGrantable): Grant {
    const resourceArns = [this.restApi.arnForExecuteApi()];
    return Grant.addToPrincipal({ grantee, actions: ['execute-api:Invoke'], resourceArns });
  }

  /** Connects every route to the function. */
  routeTo(api: IFunction): void {
    const integration = new LambdaIntegration(api, {
      scopePermissionToMethod: false,
    });
    for (const { method, path, open } of this.#routes()) {
      const resource = this.restApi.root.resourceForPath(path);
      for (const one of method === 'GET' ? ['GET', 'HEAD'] : [method]) {
        const made = resource.addMethod(one, integration, open ? openToAnyone : {});
        if (open) acknowledge(made, { APIG4: 'The page holds nothing: its requests need the API key.' });
      }
    }
    if (this.#context.config.corsOrigins.length === 0) return;
    for (const path of new Set(this.#routes().map((route) => route.path))) {
      const preflight = this.restApi.root.resourceForPath(path).addCorsPreflight({
        allowOrigins: [...this.#context.config.corsOrigins],
        ...preflights,
      });
      acknowledge(preflight, { APIG4: 'Browsers send neither key nor signature with a preflight.' });
    }
  }

  /** With the API's id and the stage's name if it is the generated one: functions need it, and the stage depends on functions. */
  #publicUrl(): string {
    const { apiUrl, domainName } = this.#context.config;
    const generated = `${this.restApi.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
    return apiUrl ?? `https://${domainName ?? generated}/${apiStage}`;
  }

  #addDomain(): string | undefined {
    const { domainName, certificateArn } = this.#context.config;
    if (domainName === undefined || certificateArn === undefined) return undefined;
    return new CustomDomain(this, 'Domain', { domainName, certificateArn, restApi: this.restApi }).target;
  }

  #routes(): readonly Route[] {
    const { createVideos, console } = this.#context.config;
    return Object.values<Route>(routes).filter(
      (route) => (route !== routes.createVideo || createVideos) && (route !== routes.getConsole || console),
    );
  }

  /** Limits of the stage, for all callers together. A usage plan limits each key, and with IAM there is none. */
  #throttling(): Pick<StageOptions, 'throttlingRateLimit' | 'throttlingBurstLimit' | 'methodOptions'> {
    const { apiAuth, apiRatePerSecond, apiBurst, createVideos, createRatePerSecond, createBurst, console } =
      this.#context.config;
    const factor = apiAuth === 'iam' ? 1 : keysAtOnce;
    const creation = { throttlingRateLimit: createRatePerSecond, throttlingBurstLimit: createBurst };
    return {
      throttlingRateLimit: factor * apiRatePerSecond,
      throttlingBurstLimit: factor * apiBurst,
      methodOptions: {
        [methodKey(routes.sendTestEvent)]: testEventLimit,
        ...(console ? { [methodKey(routes.getConsole)]: consoleLimit } : {}),
        ...(createVideos ? { [methodKey(routes.createVideo)]: creation } : {}),
      },
    };
  }

  #acknowledgeRules(): void {
    acknowledge(this.restApi, {
      APIG2: 'The function validates, so that a problem answer names the field that is wrong.',
      APIG3: 'A web ACL costs more than the relay: the account that runs it decides.',
      APIG1: 'Access logs are an option, because they need a setting of the whole account.',
      APIG6: 'Execution logs hold bodies and keys. The access log and the function log what happened.',
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        'The role belongs to the account, for the logs of every API: the policy that AWS manages is the right one.',
      COG4: 'Callers are servers, not people: they have API keys or IAM roles.',
    });
    if (this.#context.config.apiAuth === 'apiKey') {
      acknowledge(this.restApi, {
        APIG4:
          'API keys are the default, one for each client; the option apiAuth=iam takes signed requests instead.',
      });
    }
  }

  #createRestApi(): RestApi {
    const { apiAuth, apiAccessLogs, apiLogsRole, tracing } = this.#context.config;
    const usesKeys = apiAuth === 'apiKey';
    const restApi = new RestApi(this, 'RestApi', {
      restApiName: Names.uniqueResourceName(this, { maxLength: 80, separator: '-' }),
      description: 'seedance-relay: register a task, get one signed callback when its video is safe',
      endpointConfiguration: { types: [EndpointType.REGIONAL] },
      apiKeySourceType: ApiKeySourceType.HEADER,
      // The role is a setting of the whole account, and a new one replaces that of every other API in the region:
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
      cloudWatchRole: apiLogsRole,
      ...(apiLogsRole ? { cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN } : {}),
      defaultMethodOptions: usesKeys
        ? { apiKeyRequired: true, authorizationType: AuthorizationType.NONE }
        : { authorizationType: AuthorizationType.IAM },
      deployOptions: {
        stageName: apiStage,
        tracingEnabled: tracing,
        ...this.#throttling(),
        ...(apiAccessLogs
          ? {
              accessLogDestination: new LogGroupLogDestination(logGroup(this, 'AccessLogs', this.#context)),
              accessLogFormat: AccessLogFormat.custom(JSON.stringify(accessLog)),
            }
          : {}),
      },
    });
    requireTls12(restApi);
    restApi.node.tryRemoveChild('Endpoint'); // Its output: the stack has its own.
    return restApi;
  }

  #createUsagePlan(): IUsagePlan {
    const { apiRatePerSecond, apiBurst, apiRequestsPerMonth } = this.#context.config;
    const plan = this.restApi.addUsagePlan('UsagePlan', {
      throttle: { rateLimit: apiRatePerSecond, burstLimit: apiBurst },
      ...(apiRequestsPerMonth === undefined
        ? {}
        : { quota: { limit: apiRequestsPerMonth, period: Period.MONTH } }),
    });
    plan.addApiStage({ api: this.restApi, stage: this.restApi.deploymentStage });
    return plan;
  }

  /** It outlives the stack: what is known of its owner is in the table, which does, too. */
  #createApiKey(plan: IUsagePlan): IApiKey {
    const key = this.restApi.addApiKey('ApiKey');
    (key.node.defaultChild as CfnApiKey).applyRemovalPolicy(this.#context.removalOnceUsed);
    plan.addApiKey(key);
    return key;
  }
}
