import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Assembly } from '../assembly/assembly.ts';
import { account } from '../assembly/identity.ts';
import type { Json } from '../assembly/template.ts';
import type { LocalClock } from '../clock/clock.ts';
import { type Endpoint, isForLoopback, listen, readBody } from '../endpoint/endpoint.ts';
import { carryOut } from '../endpoint/fault-injection.ts';
import type { Intercept } from '../endpoint/intercept.ts';
import type { InvocationError } from '../functions/function-error.ts';
import type { ApiKeys } from './api-keys.ts';
import { GatewayResponses } from './gateway-responses.ts';
import { findRoute, type Match, routesOf } from './gateway-routes.ts';
import { mockHeaders } from './mock-answer.ts';
import { proxyEvent } from './proxy-event.ts';

export interface LocalGateway extends Endpoint {
  readonly stage: string;
  readonly apiId: string;
}

interface Settings {
  readonly clock: LocalClock;
  readonly intercept: Intercept;
  readonly port?: number;
  readonly keys: ApiKeys;
  /** `looks`: the request changes nothing. */
  readonly invoke: (functionArn: string, event: Json, looks: boolean) => Promise<Json>;
}

interface ProxyAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

const maxBodyBytes = 10 * 1024 * 1024;

const isAnswer = (value: unknown): value is ProxyAnswer =>
  typeof value === 'object' && value !== null && Number.isInteger((value as ProxyAnswer).statusCode);

const writeAnswer = (
  response: ServerResponse,
  answer: ProxyAnswer,
  { requestId, now }: { readonly requestId: string; readonly now: number },
): void => {
  response.statusCode = answer.statusCode;
  // Of the clock that the functions have.
  response.setHeader('date', new Date(now).toUTCString());
  response.setHeader('content-type', 'application/json');
  response.setHeader('x-amzn-requestid', requestId);
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, String(value));
  for (const [name, values] of Object.entries(answer.multiValueHeaders ?? {}))
    response.setHeader(name, values);
  response.end(Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8'));
};

/** The principal of a signed request. The signature itself is not checked. */
const principal = (request: IncomingMessage): string | undefined => {
  const key = /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
  return key === undefined ? undefined : `arn:aws:iam::${account}:user/${key}`;
};

/** `undefined` for a target that is no path. A path that begins with `//` is one, and no host. */
const urlOf = ({ url = '/' }: IncomingMessage): URL | undefined =>
  url.startsWith('/') ? (URL.parse(`http://localhost${url}`) ?? undefined) : undefined;

/** The REST API of the template, with its routes, keys and gateway responses. */
export const startGateway = async (assembly: Assembly, settings: Settings): Promise<LocalGateway> => {
  const routes = routesOf(assembly);
  const responses = new GatewayResponses(assembly);
  const stage = assembly.all('AWS::ApiGateway::Stage')[0]?.name ?? '';
  const apiId = assembly.all('AWS::ApiGateway::RestApi')[0]?.name ?? '';

  const serve = async (request: IncomingMessage, response: ServerResponse, url: URL, match: Match) => {
    const { route } = match;
    const requestId = crypto.randomUUID();
    const given = request.headers['x-api-key'];
    const key = settings.keys.find(typeof given === 'string' ? given : '');
    const userArn = principal(request);
    if (route.apiKeyRequired && !key) return responses.answer(response, 'INVALID_API_KEY', requestId);
    if (route.iam && userArn === undefined) {
      return responses.answer(response, 'MISSING_AUTHENTICATION_TOKEN', requestId);
    }
    const body = await readBody(request, maxBodyBytes).catch(() => undefined);
    if (!body) return responses.answer(response, 'REQUEST_TOO_LARGE', requestId);
    if ('mock' in route.target) {
      const { mock } = route.target;
      response.writeHead(mock.status, {
        'x-amzn-requestid': requestId,
        ...mockHeaders(mock, request.headers.origin),
      });
      response.end();
      return;
    }
    const event = proxyEvent(request, url, body, match, {
      requestId,
      now: settings.clock.now(),
      stage,
      apiId,
      ...(route.apiKeyRequired && key && { apiKeyId: key.id, apiKey: key.value }),
      ...(route.iam && userArn !== undefined && { userArn }),
    });
    try {
      const answer: unknown = await settings.invoke(
        route.target.functionArn,
        event,
        request.method === 'GET' || request.method === 'HEAD',
      );
      if (isAnswer(answer)) writeAnswer(response, answer, { requestId, now: settings.clock.now() });
      else responses.answer(response, 'MALFORMED', requestId);
    } catch (error) {
      const { name } = error as InvocationError;
      if (name === 'Sandbox.Timedout') responses.answer(response, 'INTEGRATION_TIMEOUT', requestId);
      else responses.answer(response, name.startsWith('Lambda.') ? 'INTERNAL' : 'MALFORMED', requestId);
    }
  };

  const endpoint = await listen(
    async (request, response) => {
      if (!isForLoopback(request)) {
        request.resume();
        return responses.answer(response, 'ACCESS_DENIED', crypto.randomUUID());
      }
      const url = urlOf(request);
      if (!url) {
        request.resume();
        return responses.answer(response, 'BAD_REQUEST', crypto.randomUUID());
      }
      const [, first, ...rest] = url.pathname.split('/');
      const match =
        first === stage ? findRoute(routes, request.method ?? '', `/${rest.join('/')}`) : undefined;
      if (!match) {
        request.resume();
        return responses.answer(response, 'MISSING_AUTHENTICATION_TOKEN', crypto.randomUUID());
      }
      const verdict = await settings.intercept({
        service: 'apigateway',
        operation: request.method ?? '',
        resource: url.pathname,
      });
      await carryOut(
        verdict,
        request,
        response,
        (to) => serve(request, to, url, match),
        (to) => responses.answer(to, 'INTERNAL', crypto.randomUUID()),
      );
    },
    settings.clock,
    settings.port,
  );
  return { ...endpoint, stage, apiId };
};
