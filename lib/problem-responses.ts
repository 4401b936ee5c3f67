import { type GatewayResponse, ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { type ProblemName, problemMediaType, problems, problemType } from '../lambdas/contract/problems.ts';
import type { Config } from './options/config.ts';

/** What the gateway itself refuses, as the function would have answered. */
const refusals = {
  INVALID_API_KEY: 'forbidden',
  ACCESS_DENIED: 'forbidden',
  INVALID_SIGNATURE: 'forbidden',
  EXPIRED_TOKEN: 'forbidden',
  UNAUTHORIZED: 'unauthenticated',
  REQUEST_TOO_LARGE: 'body-too-large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported-media-type',
  THROTTLED: 'too-many-requests',
  QUOTA_EXCEEDED: 'too-many-requests',
  INTEGRATION_TIMEOUT: 'timeout',
  INTEGRATION_FAILURE: 'internal-error',
  DEFAULT_4XX: 'invalid-request',
  DEFAULT_5XX: 'internal-error',
} as const satisfies Record<string, ProblemName>;

/** Makes the gateway's own answers problem details (RFC 9457) of the same types as the function's. */
export const addProblemResponses = (
  api: RestApi,
  { apiAuth, corsOrigins }: Pick<Config, 'apiAuth' | 'corsOrigins'>,
): void => {
  // A page that may call the API must be able to read why a call was refused. The gateway cannot see which page it is.
  const headers: Readonly<Record<string, string>> =
    corsOrigins.length === 0 ? {} : { 'Access-Control-Allow-Origin': "'*'" };
  for (const [type, problem] of Object.entries(refusals)) add(api, type, problem, headers);
  // With keys, only a route that does not exist lacks a token; with IAM, every request that is not signed does.
  add(api, 'MISSING_AUTHENTICATION_TOKEN', apiAuth === 'iam' ? 'forbidden' : 'route-not-found', headers);
};

/** `$context.error.messageString` is the gateway's message, quoted. */
const add = (
  api: RestApi,
  name: string,
  problem: ProblemName,
  headers: Readonly<Record<string, string>>,
): GatewayResponse => {
  const { title, status } = problems[problem];
  const fixed = JSON.stringify({ type: problemType(problem), title, status, instance: '$context.requestId' });
  return api.addGatewayResponse(name, {
    type: ResponseType.of(name),
    statusCode: String(status),
    templates: { [problemMediaType]: `${fixed.slice(0, -1)},"detail":$context.error.messageString}` },
    responseHeaders: { ...headers, ...(name === 'THROTTLED' ? { 'Retry-After': "'1'" } : {}) },
  });
};
