import type { APIGatewayProxyEvent } from 'aws-lambda';
import { apiStage, type OperationId, routes } from '../../lambdas/contract/routes.ts';

export interface ApiCall {
  readonly taskId?: string;
  readonly provider?: string;
  readonly recoveryId?: string;
  /** Sent as JSON, unless it is a string, which is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly owner?: string;
  readonly identity?: Partial<APIGatewayProxyEvent['requestContext']['identity']>;
}

export const requestId = '6f1a2b3c-0000-4000-8000-000000000001';

const nobody: APIGatewayProxyEvent['requestContext']['identity'] = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: '127.0.0.1',
  user: null,
  userAgent: null,
  userArn: null,
};

/** What the gateway hands to the function for a call of a route. */
export const apiEvent = (operation: OperationId, call: ApiCall = {}): APIGatewayProxyEvent => {
  const { method, path: resource } = routes[operation];
  const path = resource
    .replace('{taskId}', encodeURIComponent(call.taskId ?? ''))
    .replace('{recoveryId}', call.recoveryId ?? '')
    .replace('{provider}', call.provider ?? 'seedance');
  const body =
    call.body === undefined || typeof call.body === 'string' ? call.body : JSON.stringify(call.body);
  const headers = { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...call.headers };
  return {
    resource,
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: call.query ?? null,
    multiValueQueryStringParameters: call.query
      ? Object.fromEntries(Object.entries(call.query).map(([name, value]) => [name, [value]]))
      : null,
    pathParameters: parametersOf(resource, call),
    stageVariables: null,
    body: body ?? null,
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      authorizer: null,
      protocol: 'HTTP/1.1',
      httpMethod: method,
      identity: { ...nobody, apiKeyId: call.owner ?? 'owner1', ...call.identity },
      path: `/${apiStage}${path}`,
      stage: apiStage,
      requestId,
      requestTimeEpoch: 0,
      resourceId: '',
      resourcePath: resource,
    },
  };
};

/** A REST API hands on what stands in the path, and null for a path without parameters. */
const parametersOf = (resource: string, call: ApiCall): Record<string, string> | null => {
  if (resource.includes('{provider}')) return { provider: call.provider ?? 'seedance' };
  if (resource.includes('{recoveryId}')) return { recoveryId: call.recoveryId ?? '' };
  return call.taskId === undefined ? null : { taskId: encodeURIComponent(call.taskId) };
};
