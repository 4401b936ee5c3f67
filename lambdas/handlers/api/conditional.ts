import { createHash } from 'node:crypto';
import type { ApiResponse } from './answer.ts';
import type { ApiRequest } from './operation.ts';
import { header } from './request.ts';

/** The answer to a conditional GET (RFC 9110 §13): 304 if the client has this body already, by its `ETag`. */
export const conditional = (
  request: Pick<ApiRequest, 'event'>,
  body: unknown,
  further: Readonly<Record<string, string>> = {},
): ApiResponse => {
  const tag = tagOf(JSON.stringify(body));
  const headers = { ETag: tag, 'Cache-Control': 'private, no-cache', ...further };
  return isKnown(request, tag) ? { status: 304, headers } : { status: 200, headers, body };
};

export const tagOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;

/** Whether the client says that it has the answer of this tag. `If-None-Match` compares weakly: `W/` makes no difference. */
export const isKnown = ({ event }: Pick<ApiRequest, 'event'>, tag: string): boolean =>
  (header(event, 'if-none-match') ?? '')
    .split(',')
    .map((candidate) => candidate.trim().replace(/^W\//, ''))
    .some((candidate) => candidate === '*' || candidate === tag);
