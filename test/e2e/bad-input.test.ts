import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { startEndToEnd } from './environment.ts';

const environment = startEndToEnd();

interface Problem {
  readonly status: number;
  readonly title: string;
  readonly errors?: readonly { readonly field: string }[];
}
interface Sent {
  readonly body?: string;
  readonly contentType?: string;
  readonly key?: string;
}

const post = async ({ body, contentType = 'application/json', key }: Sent): Promise<[Response, Problem]> => {
  const { cloud } = environment.environment();
  const response = await fetch(`${cloud.apiUrl}/tasks`, {
    method: 'POST',
    headers: { 'x-api-key': key ?? cloud.apiKey, 'content-type': contentType },
    body: body ?? '',
  });
  return [response, (await response.json()) as Problem];
};
const stored = async (): Promise<number | undefined> => {
  const { dynamo, tableName } = environment.environment().cloud;
  return (await dynamo.send(new ScanCommand({ TableName: tableName, Select: 'COUNT' }))).Count;
};
const good = { taskId: 'video_1', callbackUrl: 'https://example.com/hook' };

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['a field that there is not', { callback: 'x' }, 'callback'],
  ['no id', { taskId: undefined }, 'taskId'],
  ['an id of 257 characters', { taskId: 'x'.repeat(257) }, 'taskId'],
  ['an id with a control character', { taskId: 'a\u0007b' }, 'taskId'],
  ['a callback URL over http', { callbackUrl: 'http://example.com/' }, 'callbackUrl'],
  ['a callback URL with userinfo', { callbackUrl: 'https://me:secret@example.com/' }, 'callbackUrl'],
  ['a callback URL to a private address', { callbackUrl: 'https://192.168.0.1/' }, 'callbackUrl'],
  ['a callback URL to the cloud’s metadata', { callbackUrl: 'https://169.254.169.254/' }, 'callbackUrl'],
  ['a callback URL to a disguised private address', { callbackUrl: 'https://0xa000001/' }, 'callbackUrl'],
  ['metadata over 2 KiB', { metadata: { note: 'x'.repeat(2048) } }, 'metadata'],
  ['metadata that is not text', { metadata: { count: 1 } }, 'metadata.count'],
])('%s is refused by its field’s name, and nothing is stored', async (_, wrong, field) => {
  const [response, problem] = await post({ body: JSON.stringify({ ...good, ...wrong }) });
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(problem.errors?.map((error) => error.field)).toEqual([field]);
  expect(await stored()).toBe(0);
});

test.each<[string, Sent, number]>([
  ['JSON that is none', { body: '{"taskId":' }, 400],
  ['another content type', { body: JSON.stringify(good), contentType: 'text/plain' }, 415],
  ['a body over 64 KiB', { body: JSON.stringify({ ...good, metadata: { x: 'x'.repeat(65_536) } }) }, 413],
  ['a wrong API key', { body: JSON.stringify(good), key: 'wrong' }, 403],
])('%s is refused with a problem, and nothing is stored', async (_, sent, status) => {
  const [response, problem] = await post(sent);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(problem).toMatchObject({ status, title: expect.any(String) });
  expect(await stored()).toBe(0);
});
