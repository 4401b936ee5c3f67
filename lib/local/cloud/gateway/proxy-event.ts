import type { IncomingMessage } from 'node:http';
import { account } from '../assembly/identity.ts';
import type { Json } from '../assembly/template.ts';
import type { Match } from './gateway-routes.ts';

export interface Caller {
  readonly requestId: string;
  readonly now: number;
  readonly stage: string;
  readonly apiId: string;
  readonly apiKeyId?: string;
  readonly apiKey?: string;
  readonly userArn?: string;
}

type Pairs = readonly (readonly [name: string, value: string])[];

const lastOf = (pairs: Pairs): Json => (pairs.length === 0 ? null : Object.fromEntries(pairs));

const allOf = (pairs: Pairs): Json => {
  if (pairs.length === 0) return null;
  const all = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries([...all].map(([name, same]) => [name, same.map(([, value]) => value)]));
};

/** With the names as the client wrote them. */
const headerPairs = (request: IncomingMessage): Pairs => {
  const raw = request.rawHeaders;
  const own = raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
  const address = request.socket.remoteAddress ?? '127.0.0.1';
  return [...own, ['X-Forwarded-For', address], ['X-Forwarded-Port', '80'], ['X-Forwarded-Proto', 'http']];
};

/** What IAM would call the user: here an access key stands for one. */
const uniqueId = ({ userArn }: Caller): Json =>
  userArn === undefined ? null : `AIDA${userArn.split('/').at(-1)?.replace(/^AKIA/, '')}`;

/** The event of a REST API's Lambda proxy integration (payload version 1.0). Text bodies only, as no binary type is set up. */
export const proxyEvent = (
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  { route, parameters }: Match,
  caller: Caller,
): Json => {
  const path = url.pathname.slice(`/${caller.stage}`.length) || '/';
  const headers = headerPairs(request);
  const query = [...url.searchParams];
  return {
    resource: route.resource,
    path,
    httpMethod: request.method ?? '',
    headers: lastOf(headers),
    multiValueHeaders: allOf(headers),
    queryStringParameters: lastOf(query),
    multiValueQueryStringParameters: allOf(query),
    pathParameters: Object.keys(parameters).length === 0 ? null : parameters,
    stageVariables: null,
    body: body.length === 0 ? null : body.toString(),
    isBase64Encoded: false,
    requestContext: {
      accountId: account,
      apiId: caller.apiId,
      domainName: request.headers.host ?? '',
      extendedRequestId: caller.requestId,
      httpMethod: request.method ?? '',
      path: url.pathname,
      protocol: `HTTP/${request.httpVersion}`,
      requestId: caller.requestId,
      requestTimeEpoch: caller.now,
      resourceId: 'local',
      resourcePath: route.resource,
      stage: caller.stage,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: caller.apiKey ?? null,
        apiKeyId: caller.apiKeyId ?? null,
        caller: uniqueId(caller),
        cognitoIdentityId: null,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        user: uniqueId(caller),
        userArn: caller.userArn ?? null,
        userAgent: request.headers['user-agent'] ?? null,
      },
    },
  };
};
