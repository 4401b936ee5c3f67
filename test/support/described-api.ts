import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Route } from '../../lambdas/contract/routes.ts';
import { type OperationId, routes } from '../../lambdas/contract/routes.ts';

interface Described {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Described>> }>>>
  >;
}

/** The document as it is published. */
export const publishedDocument: Document = JSON.parse(
  readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
);

export interface Call {
  readonly taskId?: string;
  readonly provider?: string;
  readonly recoveryId?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a string, which is sent as it is. */
  readonly body?: unknown;
}

/**
 * A client that holds every answer to the document: the status must be described, the body fit its schema, and the
 * media type and headers be those described. It remembers what it has seen.
 */
export class DescribedApi {
  readonly #ajv = new Ajv2020({ strict: false });
  readonly #validators = new Map<object, ValidateFunction>();
  readonly #baseUrl: string;
  readonly #key: string;
  /** `operation status`. */
  readonly seen = new Set<string>();

  constructor(baseUrl: string, key: string) {
    this.#baseUrl = baseUrl;
    this.#key = key;
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(publishedDocument, 'openapi');
  }

  async call(operation: OperationId, call: Call = {}) {
    const { method, path }: Route = routes[operation];
    const url = `${this.#baseUrl}${path
      .replace('{taskId}', encodeURIComponent(call.taskId ?? ''))
      .replace('{recoveryId}', call.recoveryId ?? 'none')
      .replace('{provider}', call.provider ?? 'seedance')}`;
    const query = call.query ? `?${new URLSearchParams(call.query)}` : '';
    const response = await fetch(`${url}${query}`, {
      method,
      redirect: 'manual',
      headers: {
        'x-api-key': this.#key,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
      ...(call.body === undefined
        ? {}
        : { body: typeof call.body === 'string' ? call.body : JSON.stringify(call.body) }),
    });
    const text = await response.text();
    const { status, headers } = response;
    this.seen.add(`${operation} ${status}`);
    const faults = this.#faults(operation, status, headers, text);
    if (faults.length > 0) throw new Error(`${operation} ${status}: ${faults.join('; ')}\n${text}`);
    const isJson = /json/.test(headers.get('content-type') ?? '') && text !== '';
    // biome-ignore lint/suspicious/noExplicitAny: the bodies are of many shapes, and were just held to their schemas
    return { status, headers, body: (isJson ? JSON.parse(text) : undefined) as any };
  }

  #faults(operation: OperationId, status: number, headers: Headers, text: string): string[] {
    const { method, path }: Route = routes[operation];
    const { responses = {} } = publishedDocument.paths[path]?.[method.toLowerCase()] ?? {};
    const described = responses[status] ?? responses.default;
    if (!described) return ['nothing is described'];
    const [media] = Object.entries(described.content ?? {});
    if (!media) return text === '' ? [] : ['a body where none is described'];
    const [mediaType, { schema }] = media;
    if (headers.get('content-type')?.split(';')[0] !== mediaType)
      return [`the body is ${headers.get('content-type')}`];
    const validate = this.#validator(schema);
    return validate(mediaType === 'text/html' ? text : JSON.parse(text))
      ? []
      : [this.#ajv.errorsText(validate.errors)];
  }

  #validator(schema: object): ValidateFunction {
    const known = this.#validators.get(schema);
    if (known) return known;
    // References begin at the document's root.
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/'));
    const made = this.#ajv.compile(absolute);
    this.#validators.set(schema, made);
    return made;
  }
}
