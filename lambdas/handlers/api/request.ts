import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as v from 'valibot';
import { maxBodyBytes } from '../../contract/routes.ts';
import { jsonErrorAt } from './json-error.ts';
import { type FieldError, invalidField, invalidFields, Problem } from './problem.ts';

/** The value of a request header, whatever its case. */
export const header = (event: APIGatewayProxyEvent, name: string): string | undefined => {
  const wanted = name.toLowerCase();
  for (const [key, value] of Object.entries(event.headers ?? {})) {
    if (key.toLowerCase() === wanted) return value;
  }
  return undefined;
};

/**
 * The JSON body. Throws a Problem if it is too large, of another type or encoding, not JSON, or nested more deeply than any
 * body of this API is.
 */
export const jsonBody = (event: APIGatewayProxyEvent): unknown => {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBodyBytes) {
    throw new Problem('body-too-large', { detail: `The body has ${bytes.length} bytes, of ${maxBodyBytes}` });
  }
  const refusal = mediaRefusal(event);
  if (refusal !== undefined) throw new Problem('unsupported-media-type', { detail: refusal });
  const value = parseJson(bodyText(bytes));
  if (isDeeperThan(value, maxBodyDepth)) throw invalidField('', `Is nested more than ${maxBodyDepth} deep`);
  return value;
};

/** A batch of registrations with metadata, or a creation with an image, is 4 deep. */
const maxBodyDepth = 8;

/** Why a body of this type and encoding is not read. */
const mediaRefusal = (event: APIGatewayProxyEvent): string | undefined => {
  const [mediaType = '', ...parameters] = (header(event, 'content-type') ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  if (mediaType === '') return 'The request has no Content-Type';
  if (mediaType !== 'application/json') return `The body was sent as ${mediaType.slice(0, 100)}`;
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !/^charset="?(utf-?8|us-ascii)"?$/.test(charset)) {
    return 'The body must be sent in UTF-8';
  }
  const coding = header(event, 'content-encoding')?.trim().toLowerCase() ?? '';
  return ['', 'identity'].includes(coding) ? undefined : 'The body must be sent uncompressed';
};

/** Of what is not UTF-8, the gateway makes U+FFFD: what was meant is lost, so that it is refused rather than stored. */
const bodyText = (bytes: Buffer): string => {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const lost = text.indexOf('\uFFFD');
  if (lost === -1) return text;
  const detail = `Not UTF-8 ${placeOf(text, lost)}. A real U+FFFD is written as \\ufffd`;
  throw new Problem('malformed-json', { detail, errors: [{ field: '', detail }] });
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    const detail = text.trim() === '' ? 'The body is empty' : `Not JSON ${placeOf(text, jsonErrorAt(text))}`;
    throw new Problem('malformed-json', { detail, errors: [{ field: '', detail }] });
  }
};

const placeOf = (text: string, index: number): string => {
  const before = text.slice(0, index).split('\n');
  return `at line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
};

/** Level by level, since the stack is too short for the deepest that fits into a body. */
const isDeeperThan = (value: unknown, most: number): boolean => {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > most) return true;
    level = level.flatMap((part) =>
      typeof part === 'object' && part !== null
        ? Object.values(part).filter((inner) => typeof inner === 'object' && inner !== null)
        : [],
    );
  }
  return false;
};

/**
 * The value as the schema describes it. Throws a Problem that names each field that is wrong; `name` is that of the value
 * itself, if it is a header.
 */
export const parse = <S extends v.GenericSchema>(schema: S, value: unknown, name = ''): v.InferOutput<S> => {
  const parsed = v.safeParse(schema, value, { abortPipeEarly: true });
  if (parsed.success) return parsed.output;
  throw invalidFields(parsed.issues.map((issue) => fieldError(issue, name)));
};

/** As `parse`, and names every field that the schema does not have, of which valibot names the first. */
export const parseBody = <S extends v.GenericSchema>(
  schema: S & { readonly entries: Readonly<Record<string, unknown>> },
  value: unknown,
  furtherErrors: (value: Readonly<Record<string, unknown>>) => readonly FieldError[],
): v.InferOutput<S> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidField('', 'Must be an object');
  }
  const parsed = v.safeParse(schema, value, { abortPipeEarly: true });
  const unknown = Object.keys(value)
    .filter((name) => !Object.hasOwn(schema.entries, name))
    .slice(0, maxUnknownFields)
    .map((name) => ({ field: name.slice(0, maxFieldLength), detail: noSuchField }));
  const errors = [...(parsed.issues ?? []).map((issue) => fieldError(issue)), ...unknown];
  const further = furtherErrors(value as Readonly<Record<string, unknown>>);
  const all = [...errors, ...further].filter(
    ({ field }, index, list) => list.findIndex((other) => other.field === field) === index,
  );
  if (all.length > 0 || !parsed.success) throw invalidFields(all);
  return parsed.output;
};

const maxUnknownFields = 20;
const maxFieldLength = 100;
const noSuchField = 'There is no such field';

/** Messages never repeat the value itself: it may be a secret, or very long. */
const fieldError = (issue: v.BaseIssue<unknown>, name = ''): FieldError => {
  const field = issue.path?.map((item) => String(item.key).slice(0, maxFieldLength)).join('.') ?? name;
  if (issue.kind === 'schema' && issue.type === 'strict_object' && issue.path) {
    return {
      field,
      detail: issue.expected === 'never' ? noSuchField : 'This field is required',
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
