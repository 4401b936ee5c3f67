import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Handle, isForLoopback, readBody } from './endpoint.ts';
import { carryOut, type Failure, faultFor } from './fault-injection.ts';
import type { Intercept, Service } from './intercept.ts';
import { isSigned } from './signature-check.ts';

/** An error that a service answers with, under the name that the SDK makes a class of. */
export class ServiceError extends Error {
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

export type Parameters = Readonly<Record<string, unknown>>;
export type JsonOperations = Readonly<Record<string, (parameters: Parameters) => unknown>>;

export interface JsonRequest {
  readonly operation: string;
  readonly parameters: Parameters;
  readonly body: Buffer;
}

/** As the services answer a request without valid credentials. */
const unsigned: Failure = {
  error: 'UnrecognizedClientException',
  status: 400,
  message: 'The security token included in the request is invalid',
};

/** `undefined` for a request that is not for this machine or not signed. It is answered already. */
export const readJsonRequest = async (
  request: IncomingMessage,
  response: ServerResponse,
): Promise<JsonRequest | undefined> => {
  const body = await readBody(request);
  if (!isForLoopback(request) || !isSigned(request, body)) {
    answerJsonError(request, response, unsigned);
    return undefined;
  }
  const operation =
    String(request.headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? '';
  return { operation, body, parameters: body.length > 0 ? (JSON.parse(body.toString()) as Parameters) : {} };
};

const contentType = (request: IncomingMessage) =>
  request.headers['content-type'] ?? 'application/x-amz-json-1.0';

export const answerJson = (
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  value: unknown,
) => {
  response.writeHead(status, {
    'content-type': contentType(request),
    'x-amzn-requestid': crypto.randomUUID(),
  });
  response.end(JSON.stringify(value));
};

export const answerJsonError = (request: IncomingMessage, response: ServerResponse, failure: Failure) =>
  answerJson(request, response, failure.status, { __type: failure.error, message: failure.message });

/** A service that speaks AWS's JSON protocol: the operation stands in `X-Amz-Target`. */
export const jsonService =
  (
    service: Service,
    operations: JsonOperations,
    resourceOf: (parameters: Parameters) => string,
    intercept: Intercept,
  ): Handle =>
  async (request, response) => {
    const read = await readJsonRequest(request, response);
    if (!read) return;
    const { operation, parameters } = read;
    const verdict = await faultFor(intercept, request, {
      service,
      operation,
      resource: resourceOf(parameters),
      request: parameters,
    });
    const run = (to: ServerResponse): void => {
      try {
        const act = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
        if (!act) throw new ServiceError('UnknownOperationException', `No such operation here: ${operation}`);
        answerJson(request, to, 200, act(parameters) ?? {});
      } catch (error) {
        const known = error instanceof ServiceError;
        answerJsonError(request, to, {
          error: known ? error.name : 'InternalServerError',
          status: known ? error.status : 500,
          message: error instanceof Error ? error.message : String(error),
        });
      }
    };
    await carryOut(verdict, request, response, run, (to, failure) => answerJsonError(request, to, failure));
  };
