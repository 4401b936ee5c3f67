import { seeded } from '../seeded.ts';

/** A request to the API, as it is sent: the path may hold anything that a request line can carry. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly requestBody?: unknown }>>>>;
}

const names = [
  'taskId',
  'callbackUrl',
  'serviceTier',
  'giveUpAfterSeconds',
  'events',
  'metadata',
  'model',
  'content',
];
const prototypeNames = Object.getOwnPropertyNames(Object.prototype);
const texts = [
  '',
  'video_1',
  '\u2028',
  '\ud800',
  '\u202e',
  '\u0000',
  '💥',
  '..',
  'a'.repeat(300),
  ...prototypeNames,
];
const callbackUrl = 'http://127.0.0.1:9/hook';

/** Endless requests to the routes of an OpenAPI document, some of them valid, most of them wrong somewhere. */
export function* fuzzRequests(document: Document, seed: number): Generator<FuzzRequest> {
  const random = seeded(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { requestBody }]) => ({
      path,
      method,
      hasBody: requestBody !== undefined,
    })),
  );
  const value = (depth = 0): unknown => {
    const kind = Math.floor(random() * (depth > 4 ? 5 : 7));
    if (kind === 5) return Array.from({ length: Math.floor(random() * 4) }, () => value(depth + 1));
    if (kind === 6) return object(depth + 1);
    return [null, true, random() * 1e6, pick(texts), callbackUrl][kind];
  };
  const object = (depth: number): object => {
    const entries = Array.from({ length: Math.floor(random() * 4) }, () => [
      pick([...names, ...texts]),
      value(depth),
    ]);
    return Object.fromEntries(entries as [string, unknown][]);
  };
  const nested = (): string => `{"metadata":{"a":${'['.repeat(4_500)}${']'.repeat(4_500)}}}`;
  const body = (): string => {
    const valid = {
      ...(random() < 0.5
        ? { taskId: `video_${Math.floor(random() * 1e9)}` }
        : { model: 'm', content: [{ type: 'text', text: 'a' }] }),
      callbackUrl,
      metadata: Object.fromEntries([[pick(prototypeNames), 'x']]),
    };
    const all = [valid, { ...valid, ...object(0) }, [valid, value()], value()];
    const text = JSON.stringify(pick(all));
    return pick([
      text,
      text,
      text,
      text.slice(0, Math.floor(random() * text.length)),
      `\ufeff${text}`,
      nested(),
    ]);
  };
  // First one of each kind that is taken: whether others are depends on the seed and on how many routes there are.
  const json = { 'content-type': 'application/json', 'idempotency-key': 'first' };
  const content = [{ type: 'text', text: 'a' }];
  const [task, video] = [
    { taskId: 'video_first', callbackUrl },
    { model: 'm', content, callbackUrl },
  ];
  yield { method: 'POST', path: '/tasks', headers: json, body: JSON.stringify(task) };
  yield { method: 'POST', path: '/videos', headers: json, body: JSON.stringify(video) };
  for (;;) {
    const { path, method, hasBody } = pick(operations);
    const id = pick([encodeURIComponent(pick(texts).toWellFormed()), '%ED%A0%80', '%', 'a%2Fb', '__proto__']);
    const query = pick([
      '',
      '',
      `?${pick(prototypeNames)}=1`,
      '?limit=0',
      '?cursor=%00',
      '?status=__proto__',
    ]);
    const other = pick(['/nowhere', `/tasks/${id}/${pick(prototypeNames)}`]);
    const sentAs = random() < 0.1 ? pick(['HEAD', 'PUT', 'PATCH', 'OPTIONS']) : method.toUpperCase();
    yield {
      method: sentAs,
      path: `${random() < 0.05 ? other : path.replace(/\{\w+\}/, id)}${query}`,
      headers: {
        'content-type': pick(['application/json', 'application/json', 'application/json', 'text/plain']),
        'idempotency-key': pick([`key-${Math.floor(random() * 1e9)}`, 'again', '__proto__', 'a b']),
      },
      ...(hasBody && !['HEAD', 'OPTIONS'].includes(sentAs) ? { body: body() } : {}),
    };
  }
}
