import { describe, expect, it } from 'vitest';
import { apiOverFakes } from '../../support/api-client.ts';
import { requestId } from '../../support/api-event.ts';

const body = { taskId: 'video_1', callbackUrl: 'https://example.com/hook' };
const without = (name: string) => Object.fromEntries(Object.entries(body).filter(([key]) => key !== name));

const wrongFields: [string, string, unknown][] = [
  ['an unknown field', 'colour', { ...body, colour: 'red' }],
  ['a field of every object’s prototype', 'constructor', { ...body, constructor: 'x' }],
  ['no id', 'taskId', without('taskId')],
  ['an empty id', 'taskId', { ...body, taskId: '' }],
  ['an id of 257 characters', 'taskId', { ...body, taskId: 'a'.repeat(257) }],
  ['an id with a line feed', 'taskId', { ...body, taskId: 'a\nb' }],
  ['an id with a C1 control', 'taskId', { ...body, taskId: 'a\u0085b' }],
  ['half a character as id', 'taskId', { ...body, taskId: 'a\ud800' }],
  ['an id that no path can carry', 'taskId', { ...body, taskId: '..' }],
  ['a number as id', 'taskId', { ...body, taskId: 7 }],
  ['no callback URL', 'callbackUrl', without('callbackUrl')],
  ['a callback URL of another scheme', 'callbackUrl', { ...body, callbackUrl: 'ftp://example.com/' }],
  [
    'a callback URL that is too long',
    'callbackUrl',
    { ...body, callbackUrl: `https://e.com/${'a'.repeat(2048)}` },
  ],
  ['another tier', 'serviceTier', { ...body, serviceTier: 'gold' }],
  ['null', 'serviceTier', { ...body, serviceTier: null }],
  ['an event that always comes', 'events.0', { ...body, events: ['video.completed'] }],
  ['an event twice', 'events', { ...body, events: ['video.processing', 'video.processing'] }],
  ['an object for a list', 'events', { ...body, events: {} }],
  ['half a second', 'giveUpAfterSeconds', { ...body, giveUpAfterSeconds: 99.5 }],
  ['too long a patience', 'giveUpAfterSeconds', { ...body, giveUpAfterSeconds: 82_801 }],
  ['metadata that is no object', 'metadata', { ...body, metadata: ['a'] }],
  ['metadata with a number', 'metadata.n', { ...body, metadata: { n: 1 } }],
  ['metadata over 2 KiB', 'metadata', { ...body, metadata: { text: 'ä'.repeat(1020) } }],
  ['metadata with half a character', 'metadata.a', { ...body, metadata: { a: '\udc00' } }],
  [
    'metadata that would be lost',
    'metadata.__proto__',
    JSON.parse(`{"taskId":"a","callbackUrl":"https://e.com","metadata":{"__proto__":"x"}}`),
  ],
  ['a string for the body', '', JSON.stringify('x')],
  ['null for the body', '', 'null'],
];

describe('Bad input', () => {
  it.each(wrongFields)('%s is a problem that names "%s", and nothing is stored', async (_, field, input) => {
    const { call, store, executions } = apiOverFakes();
    const answer = await call('registerTask', { body: input });
    expect(answer.status).toBe(400);
    expect(answer.headers['Content-Type']).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      type: 'urn:seedance-relay:problem:invalid-request',
      status: 400,
      instance: requestId,
    });
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
    expect((await store.list({ owner: 'owner1', limit: 1 })).tasks).toEqual([]);
    expect(executions.started).toEqual([]);
  });

  it('names every wrong field at once', async () => {
    const { call } = apiOverFakes();
    const answer = await call('registerTask', {
      body: { taskId: '', callbackUrl: 1, metadata: { a: 1, b: 2 } },
    });
    const fields = answer.body.errors.map((error: { field: string }) => error.field);
    expect(fields).toEqual(['taskId', 'callbackUrl', 'metadata.a', 'metadata.b']);
  });

  it('takes every id of up to 256 characters without controls, whatever it holds', async () => {
    const { call } = apiOverFakes();
    for (const taskId of ['a'.repeat(256), 'a/b?c=d#e%2F', '100%', '视频 1', '💥', '...', ' ']) {
      const answer = await call('registerTask', { body: { ...body, taskId } });
      expect(answer.status).toBe(202);
      expect(answer.headers.Location).toBe(`/v1/tasks/${encodeURIComponent(taskId)}`);
      expect((await call('getTask', { taskId })).body.taskId).toBe(taskId);
    }
  });

  it.each([
    ['wrong JSON', '{"taskId":', {}, 400, 'malformed-json'],
    ['no body', '', {}, 400, 'malformed-json'],
    [
      'a form',
      'taskId=1',
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported-media-type',
    ],
    ['a body over 64 KiB', ' '.repeat(65_537), {}, 413, 'body-too-large'],
  ])('%s', async (_, text, headers, status, type) => {
    const { call } = apiOverFakes();
    const answer = await call('registerTask', { body: text, headers: headers as Record<string, string> });
    expect(answer).toMatchObject({ status, body: { type: `urn:seedance-relay:problem:${type}` } });
  });

  it('takes JSON with a charset', async () => {
    const { call } = apiOverFakes();
    const headers = { 'Content-Type': 'Application/JSON; charset=utf-8' };
    expect((await call('registerTask', { body, headers })).status).toBe(202);
  });

  it.each([
    ['http://example.com/hook', 'https'],
    ['https://user:pass@example.com/hook', 'user name'],
    ['https://10.1.2.3/hook', 'address'],
    ['https://169.254.169.254/latest', 'address'],
    ['https://[::1]/hook', 'address'],
    ['https://2130706433/hook', 'address'],
    ['https://localhost/hook', 'public'],
    ['https://example.com:22/hook', 'port'],
  ])('refuses callbacks to %s', async (callbackUrl, word) => {
    const { call, store, executions } = apiOverFakes();
    const answer = await call('registerTask', { body: { ...body, callbackUrl } });
    expect(answer.body.errors).toEqual([{ field: 'callbackUrl', detail: expect.stringContaining(word) }]);
    expect((await store.list({ owner: 'owner1', limit: 1 })).tasks).toEqual([]);
    expect(executions.started).toEqual([]);
  });

  it('turns what fails on our side into a problem without its particulars', async () => {
    const { call, telemetry } = apiOverFakes({
      clock: {
        now: () => {
          throw new Error('secret');
        },
      },
    });
    const answer = await call('registerTask', { body });
    expect(answer).toMatchObject({ status: 500, body: { instance: requestId } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(telemetry.logged).toContainEqual(expect.objectContaining({ message: 'requestFailed' }));
  });
});
