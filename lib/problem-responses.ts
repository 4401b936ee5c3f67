import { type GatewayResponse, ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { type ProblemName, problemMediaType, problems, problemType } from '../lambdas/contract/problems.ts';
import type { Config } from './options/config.ts';

/** What the gateway itself refuses, as the function would answer it. */
const refusals = {
  INVALID_API_KEY: 'forbidden',
  ACCESS_DENIED: 'forbidden',
  INVALID_SIGNATURE: 'forbidden',
  EXPIRED_TOKEN: 'forbidden',
  WAF_FILTERED: 'forbidden',
  UNAUTHORIZED: 'unauthenticated',
  RESOURCE_NOT_FOUND: 'route-not-found',
  REQUEST_TOO_LARGE: 'body-too-large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported-media-type',
  BAD_REQUEST_BODY: 'invalid-request',
  BAD_REQUEST_PARAMETERS: 'invalid-request',
  THROTTLED: 'too-many-requests',
  QUOTA_EXCEEDED: 'too-many-requests',
  INTEGRATION_TIMEOUT: 'timeout',
  INTEGRATION_FAILURE: 'internal-error',
} as const satisfies Record<string, ProblemName>;

/**
 * Answers that have no type above keep their status: a status code here would become that of all of them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 * `about:blank` is RFC 9457's type for a problem that its status alone describes.
 */
const otherwise = {
  DEFAULT_4XX: 'The gateway refused the request',
  DEFAULT_5XX: 'The gateway failed',
} as const;

/** Makes the gateway's own answers problem details (RFC 9457) of the same types as the function's. */
export const addProblemResponses = (
  api: RestApi,
  { apiAuth, corsOrigins }: Pick<Config, 'apiAuth' | 'corsOrigins'>,
): void => {
  // A page that may call the API must be able to read why it was refused. The gateway does not know which page it is.
  const headers: Readonly<Record<string, string>> =
    corsOrigins.length === 0 ? {} : { 'Access-Control-Allow-Origin': "'*'" };
  for (const [type, problem] of Object.entries(refusals)) {
    const retry: Readonly<Record<string, string>> = type === 'THROTTLED' ? { 'Retry-After': "'1'" } : {};
    add(api, type, problem, { ...headers, ...retry });
  }
  // With keys, only a route that does not exist lacks a token; with IAM, every unsigned request does.
  // The gateway's own words for it, "Missing Authentication Token", would lead astray.
  if (apiAuth === 'iam') {
    const detail = JSON.stringify('The request is not signed, or the API has no such route');
    add(api, 'MISSING_AUTHENTICATION_TOKEN', 'forbidden', headers, detail);
  } else {
    const detail = JSON.stringify('See GET /v1/openapi.json for the routes');
    add(api, 'MISSING_AUTHENTICATION_TOKEN', 'route-not-found', headers, detail);
  }
  for (const [type, title] of Object.entries(otherwise)) {
    addResponse(api, type, { type: 'about:blank', title }, headers);
  }
};

/** The gateway's message, quoted. */
const gatewayMessage = '$context.error.messageString';

const add = (
  api: RestApi,
  name: string,
  problem: ProblemName,
  headers: Readonly<Record<string, string>>,
  detail = gatewayMessage,
): GatewayResponse => {
  const { title, status } = problems[problem];
  return addResponse(api, name, { type: problemType(problem), title, status }, headers, detail);
};

const addResponse = (
  api: RestApi,
  name: string,
  problem: { readonly type: string; readonly title: string; readonly status?: number },
  responseHeaders: Readonly<Record<string, string>>,
  detail = gatewayMessage,
): GatewayResponse => {
  const fixed = JSON.stringify({ ...problem, instance: '$context.requestId' });
  return api.addGatewayResponse(name, {
    type: ResponseType.of(name),
    ...(problem.status === undefined ? {} : { statusCode: String(problem.status) }),
    templates: { [problemMediaType]: `${fixed.slice(0, -1)},"detail":${detail}}` },
    responseHeaders: { ...responseHeaders },
  });
};
