import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as v from 'valibot';
import { maxBodyBytes } from '../../contract/routes.ts';
import { type FieldError, Problem } from './problem.ts';

/** The value of a request header, whatever its case. */
export const header = (event: APIGatewayProxyEvent, name: string): string | undefined => {
  const wanted = name.toLowerCase();
  for (const [key, value] of Object.entries(event.headers ?? {})) {
    if (key.toLowerCase() === wanted) return value;
  }
  return undefined;
};

/** The JSON body. Throws a Problem if it is too large, of another type, or not JSON. */
export const jsonBody = (event: APIGatewayProxyEvent): unknown => {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBodyBytes) {
    throw new Problem('body-too-large', { detail: `The body has ${bytes.length} bytes, of ${maxBodyBytes}` });
  }
  const mediaType = header(event, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new Problem('unsupported-media-type', {
      detail: mediaType ? `The body was sent as ${mediaType}` : 'The request has no Content-Type',
    });
  }
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Problem('malformed-json', { errors: [{ field: '', detail: 'Not JSON' }] });
  }
};

/**
 * The value as the schema describes it. Throws a Problem that names each field that is wrong; `name` is that of the value
 * itself, if it is a header.
 */
export const parse = <S extends v.GenericSchema>(schema: S, value: unknown, name = ''): v.InferOutput<S> => {
  const parsed = v.safeParse(schema, value, { abortPipeEarly: true });
  if (parsed.success) return parsed.output;
  const errors = parsed.issues.map((issue) => fieldError(issue, name));
  throw new Problem('invalid-request', {
    detail: errors.map(({ field, detail }) => (field === '' ? detail : `${field}: ${detail}`)).join('; '),
    errors,
  });
};

/** Messages never repeat the value itself: it may be a secret, or very long. */
const fieldError = (issue: v.BaseIssue<unknown>, name: string): FieldError => {
  const field = issue.path?.map((item) => String(item.key).slice(0, 100)).join('.') ?? name;
  if (issue.kind === 'schema' && issue.type === 'strict_object' && issue.path) {
    return {
      field,
      detail: issue.expected === 'never' ? 'There is no such field' : 'This field is required',
    };
  }
  if (issue.kind === 'schema' && issue.type !== 'custom') {
    return { field, detail: `Must be ${expected(issue.expected)}` };
  }
  return { field, detail: issue.message };
};

const expected = (words: string | null): string =>
  (words ?? 'something else')
    .replaceAll(/\bArray\b/g, 'an array')
    .replaceAll(/\bObject\b/g, 'an object')
    .replaceAll(/\bstring\b/g, 'a string')
    .replaceAll(/\bnumber\b/g, 'a number')
    .replaceAll(/\bboolean\b/g, 'true or false');
