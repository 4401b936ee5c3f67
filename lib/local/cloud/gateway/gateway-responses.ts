import type { ServerResponse } from 'node:http';
import type { Assembly } from '../assembly/assembly.ts';
import type { Properties } from '../assembly/template.ts';

/** What the gateway answers by itself: status, message and the header that names the error. */
export const gatewayErrors = {
  INVALID_API_KEY: { status: 403, message: 'Forbidden', type: 'ForbiddenException' },
  /** The request is not for this machine. */
  ACCESS_DENIED: { status: 403, message: 'Forbidden', type: 'ForbiddenException' },
  BAD_REQUEST: { status: 400, message: 'Bad Request', type: 'BadRequestException' },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    message: 'Missing Authentication Token',
    type: 'MissingAuthenticationTokenException',
  },
  REQUEST_TOO_LARGE: {
    status: 413,
    message: 'HTTP content length exceeded 10485760 bytes.',
    type: 'RequestTooLargeException',
  },
  THROTTLED: { status: 429, message: 'Too Many Requests', type: 'TooManyRequestsException' },
  INTEGRATION_TIMEOUT: {
    status: 504,
    message: 'Endpoint request timed out',
    type: 'InternalServerErrorException',
  },
  /** The function failed, or answered what is no answer. */
  MALFORMED: { status: 502, message: 'Internal server error', type: 'InternalServerErrorException' },
  INTERNAL: { status: 500, message: 'Internal server error', type: 'InternalServerErrorException' },
} as const;
export type GatewayError = keyof typeof gatewayErrors;

interface Shape {
  readonly status: number | undefined;
  readonly contentType: string;
  readonly template: string;
  readonly headers: Readonly<Record<string, string>>;
}

const standard: Shape = {
  status: undefined,
  contentType: 'application/json',
  template: '{"message":$context.error.messageString}',
  headers: {},
};

const shapeOf = ({ StatusCode, ResponseTemplates, ResponseParameters }: Properties): Shape => {
  const [[contentType, template] = [standard.contentType, standard.template]] = Object.entries(
    (ResponseTemplates ?? {}) as Readonly<Record<string, string>>,
  );
  const headers = Object.entries((ResponseParameters ?? {}) as Readonly<Record<string, string>>).map(
    ([name, value]) => [name.replace('gatewayresponse.header.', ''), value.replace(/^'(.*)'$/, '$1')],
  );
  const status = StatusCode === undefined ? undefined : Number(StatusCode);
  return { status, contentType, template, headers: Object.fromEntries(headers) };
};

/** Writes the gateway's own answers, as the template's gateway responses shape them. */
export class GatewayResponses {
  readonly #shapes: ReadonlyMap<string, Shape>;

  constructor(assembly: Assembly) {
    const entries = assembly.all('AWS::ApiGateway::GatewayResponse').map(({ properties }) => {
      const resolved = assembly.resolve(properties) as Properties;
      return [String(resolved.ResponseType), shapeOf(resolved)] as const;
    });
    this.#shapes = new Map(entries);
  }

  answer(response: ServerResponse, error: GatewayError, requestId: string): void {
    const { status, message, type } = gatewayErrors[error];
    const shape =
      this.#shapes.get(error) ?? this.#shapes.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX') ?? standard;
    const body = shape.template
      .replaceAll('$context.error.messageString', JSON.stringify(message))
      .replaceAll('$context.error.message', message)
      .replaceAll('$context.error.responseType', error)
      .replaceAll('$context.requestId', requestId);
    response.writeHead(shape.status ?? status, {
      'content-type': shape.contentType,
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': type,
      ...shape.headers,
    });
    response.end(body);
  }
}
