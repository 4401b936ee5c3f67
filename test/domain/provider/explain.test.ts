import { describe, expect, it } from 'vitest';
import type { ProviderDefinition } from '../../../lambdas/contract/provider-definition.ts';
import { explain, type GivenAnswers } from '../../../lambdas/domain/provider/explain.ts';
import type { DocumentedAnswer } from '../../support/documented-answer.ts';
import { definitionFile, meaningOf, providerNames } from '../../support/provider-definitions.ts';

const definitionOf = (name: string) => definitionFile(name) as ProviderDefinition;
const baseUrl = 'https://relay.example.com';
const given = (body: unknown, more: Partial<GivenAnswers> = {}): GivenAnswers => ({
  httpStatus: 200,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  ...more,
});
const ark = definitionOf('ark');
const fal = definitionOf('fal');
const explained = (answers: GivenAnswers, definition = ark) =>
  explain(definition, baseUrl, answers, definition);
const link = 'https://cdn.example.com/v.mp4';
const done = { id: 'cgt-1', status: 'succeeded', content: { video_url: link }, seed: 7 };

describe('an answer that is explained', () => {
  it.each(providerNames)('of %s is taken for what polling takes it for', async (name) => {
    const { documented } = (await import(`./documented/${name}.ts`)) as {
      documented: readonly DocumentedAnswer[];
    };
    const definition = definitionOf(name);
    for (const answer of documented) {
      const { http = 200, body, polled, result } = answer;
      const second = result && { ...given(result.body), httpStatus: result.http ?? 200 };
      const { answer: read } = explained(
        given(body, {
          httpStatus: http,
          ...(polled && { taskId: polled }),
          ...(second && { result: second }),
        }),
        definition,
      );
      expect(read, answer.says).toEqual(meaningOf(definition, answer));
    }
  });

  it('is read like that of an unknown provider where there is no form', () => {
    const odd = given({ state: 'SUCCESS', output: { url: link } });
    expect(explain(fal, baseUrl, odd, undefined).answer).toMatchObject({ kind: 'completed', videoUrl: link });
  });

  it('is compared with the task that was asked about, if that is told', () => {
    expect(explained(given(done)).answer.kind).toBe('completed');
    expect(explained(given(done, { taskId: 'cgt-1' })).answer.kind).toBe('completed');
    expect(explained(given(done, { taskId: 'cgt-2' })).answer).toMatchObject({ reason: 'other_task' });
  });
});

describe('a second request', () => {
  const finished = { status: 'COMPLETED', request_id: 'r' };
  const result = given({ video: { url: link } });

  it('would be made of a provider that has the result elsewhere, unless its answer is given', () => {
    expect(explained(given(finished), fal).asksForResult).toBe(true);
    const both = explained(given(finished, { result }), fal);
    expect(both).toMatchObject({ asksForResult: false, answer: { kind: 'completed', videoUrl: link } });
    expect(both.read).toEqual([{ what: 'link', place: 'video.url', value: link }]);
    expect(both.shape).toBe('{video: {url: link}}');
  });

  it('would not be made while the task goes on, nor of any other provider', () => {
    const pending = explained(given({ status: 'IN_QUEUE', request_id: 'r' }, { result }), fal);
    expect(pending).toMatchObject({ asksForResult: false, answer: { kind: 'pending' } });
    expect(pending.shape).toBe('{status: string, request_id: string}');
    expect(explained(given(done)).asksForResult).toBe(false);
  });
});

describe('what an explanation shows', () => {
  it('is each documented place with its value, and where else something stands', () => {
    const { read, notRead, shape } = explained(
      given({
        ...done,
        usage: { total_tokens: 5 },
        model: '',
        more: { a: [1, null, ''], b: {} },
        none: null,
      }),
    );
    expect(read).toEqual([
      { what: 'id', place: 'id', value: 'cgt-1' },
      { what: 'status', place: 'status', value: 'succeeded' },
      { what: 'link', place: 'content.video_url', value: link },
      { what: 'usage', place: 'usage', value: '{"total_tokens":5}' },
    ]);
    expect(notRead).toEqual(['seed', 'more.a.0', 'more.b']);
    expect(shape).toMatch(/^\{id: string, status: string, /);
  });

  it('is nothing of what is no JSON', () => {
    const page = explained(given('<html>'));
    expect(page).toMatchObject({ read: [], notRead: [], answer: { reason: 'not_json' } });
    expect(page).not.toHaveProperty('shape');
  });

  it('names what stands in JSON in a text', () => {
    expect(explained(given({ result: '{"seed":7,"list":[1]}' })).notRead).toEqual([
      'result.seed',
      'result.list.0',
    ]);
    expect(explained(given({ note: 'a text' })).notRead).toEqual(['note']);
  });

  it('is short, whatever the answer is', () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`k${n}`, n]));
    expect(explained(given(many)).notRead).toHaveLength(100);
    expect(explained(given({ rows: Array<number>(150).fill(1) })).notRead).toHaveLength(100);
    const [first] = explained(given({ id: `${'x'.repeat(299)}😀` })).read;
    expect(first?.value).toBe(`${'x'.repeat(299)}\uFFFD`);
    const [long] = explained(given({ ['k'.repeat(500)]: 1 })).notRead;
    expect(long).toHaveLength(300);
    const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
    expect(explained(given(deep(12))).notRead).toEqual([Array<string>(8).fill('a').join('.')]);
  });
});
