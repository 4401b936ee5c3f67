import type { APIGatewayProxyResult } from 'aws-lambda';
import { problemMediaType } from '../../contract/problems.ts';
import type { Problem } from './problem.ts';

/** What an operation answers; the router makes it a gateway result. */
export interface ApiResponse {
  readonly status: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in the place of `body`: the headers name its type. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers hold signing keys, links and callback URLs: no cache on the way may keep them. */
const notStored = { 'Cache-Control': 'no-store' };

export const result = ({ status, body, text, headers }: ApiResponse): APIGatewayProxyResult => ({
  statusCode: status,
  headers: {
    ...notStored,
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...headers,
  },
  body: text ?? (body === undefined ? '' : JSON.stringify(body)),
});

export const problemResult = (problem: Problem, requestId: string): APIGatewayProxyResult => {
  const body = problem.body(requestId);
  const { retryAfterSeconds } = problem.particulars;
  return result({
    status: body.status,
    body,
    headers: {
      'Content-Type': problemMediaType,
      ...(retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) }),
    },
  });
};
