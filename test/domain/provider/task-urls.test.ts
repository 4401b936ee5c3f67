import { describe, expect, it } from 'vitest';
import type { ProviderDefinition } from '../../../lambdas/contract/provider-definition.ts';
import { hasResultElsewhere, taskUrls } from '../../../lambdas/domain/provider/task-urls.ts';
import { translated, valueAt } from '../../../lambdas/domain/provider/translate.ts';
import { definitionFile } from '../../support/provider-definitions.ts';

const fal = definitionFile('fal') as ProviderDefinition;
const plain = { poll: { path: '/v1/tasks/{id}' } } as ProviderDefinition;
const base = 'https://relay.example.com';

describe('the URLs of a task', () => {
  it('hold its id, encoded', () => {
    expect(taskUrls(plain, base, 'a/b ?c')).toEqual({ id: 'a/b ?c', poll: `${base}/v1/tasks/a%2Fb%20%3Fc` });
    const more = {
      ...plain,
      result: { path: '/r/{id}' },
      file: { path: '/f/{id}/{id}' },
    } as ProviderDefinition;
    expect(taskUrls(more, base, 'x')).toEqual({
      ...{ id: 'x', poll: `${base}/v1/tasks/x` },
      ...{ result: `${base}/r/x`, file: `${base}/f/x/x` },
    });
  });

  it('hold the parts of an id that has several', () => {
    expect(taskUrls(fal, base, 'fal-ai/app/requests/x-1')).toEqual({
      id: 'x-1',
      poll: `${base}/fal-ai/app/requests/x-1/status`,
      result: `${base}/fal-ai/app/requests/x-1`,
    });
  });

  it.each(['.', '..'])('do not lead to another place: %s', (id) => {
    expect(taskUrls(plain, base, id)).toBeUndefined();
    expect(taskUrls(fal, base, `fal-ai/${id}/x`)).toBeUndefined();
    expect(taskUrls(fal, base, `${id}/app/x`)).toBeUndefined();
  });

  it('are none for an id of another form, and may hold letters of any script', () => {
    expect(taskUrls(fal, base, 'x-1')).toBeUndefined();
    const one = {
      ...plain,
      taskId: { pattern: '^(?<id>.)(?<rest>x)?$', example: 'a' },
    } as ProviderDefinition;
    expect(taskUrls({ ...one, poll: { path: '/{id}/{rest}' } } as ProviderDefinition, base, '😀')?.poll).toBe(
      `${base}/%F0%9F%98%80/`,
    );
    const without = { ...plain, taskId: { pattern: '^(?<name>.+)$', example: 'a' } } as ProviderDefinition;
    expect(taskUrls(without, base, 'a')).toBeUndefined();
  });
});

it('a result elsewhere is asked for once the task is finished, of a provider that has it there', () => {
  const kinds = [
    'completed',
    'completed_without_video',
    'not_a_video',
    'pending',
    'failed',
    'unclear',
  ] as const;
  const asked = kinds.filter((kind) => hasResultElsewhere(fal, { kind } as never));
  expect(asked).toEqual(['completed', 'completed_without_video', 'not_a_video']);
  expect(hasResultElsewhere(plain, { kind: 'completed' } as never)).toBe(false);
});

describe('an answer in a documented form', () => {
  const form = {
    places: {
      ...{ status: ['data.state', 'state'], id: ['data.id'], link: ['data.urls.0'], error: ['data.why'] },
      ...{ code: ['data.no'], model: ['data.model'], created: ['data.at'], usage: ['cost'] },
    },
    words: { running: 'processing', done: 'completed' },
    createdUnit: 's',
  } as const;
  const read = (answer: object, more: object = {}, file?: string) =>
    translated(answer as never, { ...form, ...more } as never, file);

  it('has each field where it is documented, and all else as it came', () => {
    const data = {
      state: 'Done',
      id: 7,
      urls: ['https://a.example/v'],
      why: 'no',
      no: 5,
      model: 'm',
      at: 9,
      x: 1,
    };
    expect(read({ data, cost: { tokens: 1 } })).toEqual({
      ...data,
      ...{
        id: '7',
        status: 'completed',
        video_url: 'https://a.example/v',
        error: { message: 'no', code: '5' },
      },
      ...{ model: 'm', created: 9_000, usage: { tokens: 1 } },
    });
  });

  it('has the link to its file, if it has no other', () => {
    const file = 'https://relay.example.com/f';
    expect(read({ state: 'done' }, {}, file)).toEqual({
      state: 'done',
      status: 'completed',
      video_url: file,
    });
    expect(read({ state: 'running', data: { why: 'no' } })).toMatchObject({ error: { message: 'no' } });
    expect(read({ state: 'running', data: { no: 'X' } })?.error).toEqual({ code: 'X' });
    expect(Object.keys(read({ state: 'running', cost: null }) ?? {})).toEqual(['state', 'cost', 'status']);
  });

  it('has its times in the documented unit', () => {
    const at = (value: unknown, createdUnit: string) =>
      read({ data: { state: 'done', at: value } }, { createdUnit })?.created;
    expect([at('9', 's'), at(9, 'ms'), at('2026-01-01', 'iso'), at('x', 's')]).toEqual([
      9_000,
      9,
      '2026-01-01',
      undefined,
    ]);
  });

  it('is in none where its word is none that is documented', () => {
    for (const state of ['odd', 'constructor', '', undefined])
      expect(read({ data: { state } })).toBeUndefined();
    expect(read({ data: { state: 'odd' }, state: 'done' })).toMatchObject({ status: 'completed' });
    expect(
      read([{ state: 'done' }] as never, { places: { ...form.places, status: ['0.state'] } }),
    ).toMatchObject({
      status: 'completed',
    });
  });

  it('stands at a place through lists, objects and JSON in texts', () => {
    const answer = { a: [{ b: '{"c":[1,2]}' }], text: 'x' };
    expect(valueAt(answer, 'a.0.b.c.1')).toBe(2);
    expect(valueAt(answer, '')).toBe(answer);
    for (const none of ['a.1.b', 'text.length', 'a.0.toString', 'z.z'])
      expect(valueAt(answer, none)).toBeUndefined();
  });
});
