import { describe, expect, it } from 'vitest';
import { apiOverFakes, reply } from '../../support/api-client.ts';
import { apiEvent, requestId } from '../../support/api-event.ts';

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

  it.each(['null', '[]', `{"a":${'['.repeat(9)}${']'.repeat(9)}}`])(
    'begins with no colon if it is the whole body that is wrong: %s',
    async (text) => {
      const { body: problem } = await apiOverFakes().call('registerTask', { body: text });
      expect(problem.errors).toEqual([{ field: '', detail: problem.detail }]);
      expect(problem.detail).toMatch(/^(?:Must|Is) /);
    },
  );

  it('takes null for an optional field as if the field were left out', async () => {
    const { call } = apiOverFakes();
    const nothing = { serviceTier: null, giveUpAfterSeconds: null, events: null, metadata: null };
    expect((await call('registerTask', { body })).status).toBe(202);
    expect((await call('registerTask', { body: { ...body, ...nothing } })).status).toBe(200);
    const required = await call('registerTask', { body: { taskId: null, callbackUrl: null } });
    expect(required.body.errors.map(({ field }: { field: string }) => field)).toEqual([
      'taskId',
      'callbackUrl',
    ]);
  });

  it('names unknown fields and what is wrong with the callback URL together with the rest', async () => {
    const { call } = apiOverFakes();
    const answer = await call('registerTask', {
      body: JSON.parse(
        '{"taskId":"","callbackUrl":"https://10.0.0.1/","a":1,"constructor":2,"__proto__":3,"metadata":{"b":4}}',
      ),
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(
      ['taskId', 'callbackUrl', 'a', 'constructor', '__proto__', 'metadata.b'].sort(),
    );
  });

  it.each([
    [
      'arrays in metadata',
      `{"taskId":"a","callbackUrl":"https://e.com","metadata":{"a":${'['.repeat(4_500)}${']'.repeat(4_500)}}}`,
    ],
    ['objects', `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`],
    ['arrays without an end', '['.repeat(60_000)],
    ['arrays', `${'['.repeat(32_000)}${']'.repeat(32_000)}`],
  ])('refuses deeply nested %s', async (_, text) => {
    const { call, telemetry } = apiOverFakes();
    const headers = { 'Idempotency-Key': 'key' };
    expect((await call('registerTask', { body: text })).status).toBe(400);
    expect((await call('createVideo', { body: text, headers })).status).toBe(400);
    expect(telemetry.logged).toEqual([]);
  });

  it.each([
    ['{"taskId": tru}', 'line 1, column 12'],
    ['{\n  "taskId": "a",\n}', 'line 3, column 1'],
    ['{"a": "b\tc"}', 'line 1, column 7'],
    ['[1, 2', 'line 1, column 6'],
    ['{} x', 'line 1, column 4'],
    ["{'a': 1}", 'line 1, column 2'],
    ['{"a": 01}', 'line 1, column 8'],
    ['{"a" 1}', 'line 1, column 6'],
  ])('says where %j stops being JSON, and quotes nothing of it', async (text, place) => {
    const { call } = apiOverFakes();
    const { status, body: problem } = await call('registerTask', { body: text });
    expect(status).toBe(400);
    expect(problem).toMatchObject({
      type: 'urn:seedance-relay:problem:malformed-json',
      errors: [{ field: '', detail: `Not JSON at ${place}` }],
    });
  });

  it('reads a body behind a byte order mark', async () => {
    const { call } = apiOverFakes();
    expect((await call('registerTask', { body: `\uFEFF${JSON.stringify(body)}` })).status).toBe(202);
  });

  it('refuses what is not UTF-8 rather than store it changed, whether the gateway or we decode it', async () => {
    const { handle, call } = apiOverFakes();
    const latin1 = Buffer.from(JSON.stringify({ ...body, metadata: { name: 'Müller' } }), 'latin1');
    const event = apiEvent('registerTask', { body: latin1.toString('utf8') });
    const encoded = { ...event, body: latin1.toString('base64'), isBase64Encoded: true };
    for (const each of [event, encoded]) {
      const answer = reply(await handle(each));
      expect(answer.status).toBe(400);
      expect(answer.body.errors[0].detail).toMatch(/^Not UTF-8 at line 1, column \d+/);
    }
    const meant = JSON.stringify({ ...body, metadata: { a: 'REPLACEMENT' } }).replace(
      'REPLACEMENT',
      '\\ufffd',
    );
    expect((await call('registerTask', { body: meant })).body.metadata).toEqual({ a: '\uFFFD' });
  });

  it.each([
    ['Content-Type', 'application/json; charset=iso-8859-1'],
    ['Content-Type', 'application/json; charset="UTF-16"'],
    ['Content-Encoding', 'gzip'],
  ])('answers 415 to a body with %s: %s', async (name, value) => {
    const { call } = apiOverFakes();
    expect((await call('registerTask', { body, headers: { [name]: value } })).status).toBe(415);
  });

  it.each(['a'.repeat(257), '.', '..', 'a\u0000', ''])('knows no task by the id %j', async (taskId) => {
    const { call, telemetry } = apiOverFakes();
    for (const operation of ['getTask', 'getVideo', 'listDeliveries', 'stopTask', 'redeliver'] as const) {
      expect((await call(operation, { taskId })).status).toBe(404);
    }
    expect(telemetry.logged).toEqual([]);
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
