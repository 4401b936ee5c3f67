import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../../lambdas/adapters/provider/definitions.ts';
import { apiOverFakes } from '../../support/api-client.ts';

const names = ['seedance', 'ark', 'fal', 'kie'];
const api = () => apiOverFakes({ providers: { names, definitionOf } });
const check = async (provider: string, body: unknown, more: object = {}) =>
  (await api().call('checkProvider', { provider, body: { body, ...more } })).body;

describe('POST /v1/providers/{provider}/check', () => {
  it('shows status, link, error and times that are read, and where, and what is not', async () => {
    const resultJson = '{"resultUrls":["https://example.com/v.mp4"]}';
    const data = { taskId: 't1', state: 'success', resultJson, createTime: 1698765400000, costTime: 7 };
    expect(await check('kie', { code: 200, data }, { taskId: 't1' })).toMatchObject({
      provider: 'kie',
      answer: 'completed',
      final: true,
      videoUrl: 'https://example.com/v.mp4',
      createdAt: '2023-10-31T15:16:40.000Z',
      read: [
        { what: 'id', place: 'data.taskId', value: 't1' },
        { what: 'status', place: 'data.state', value: 'success' },
        { what: 'link', place: 'data.resultJson.resultUrls.0', value: 'https://example.com/v.mp4' },
        { what: 'link', place: 'data.resultJson.resultUrls' },
        { what: 'created', place: 'data.createTime', value: '1698765400000' },
      ],
      notRead: ['code', 'data.costTime'],
    });
  });

  it('shows why an answer would end a task, or would not', async () => {
    const error = { code: 'OutputVideoSensitiveContentDetected', message: 'No' };
    expect(await check('ark', { id: 'x', status: 'failed', error })).toMatchObject({
      answer: 'failed',
      final: true,
      message: 'No',
      providerCode: error.code,
      reason: 'moderation_output',
    });
    expect(await check('ark', { id: 'x', status: 'ruminating' })).toMatchObject({
      answer: 'unknown_status',
      final: false,
      shape: '{id: string, status: string}',
    });
    const other = await check('ark', { id: 'x', status: 'succeeded' }, { taskId: 'y' });
    expect(other).toMatchObject({ answer: 'other_task', final: false, videoUrl: null });
    expect(await check('ark', '<html>502</html>', { status: 502 })).toMatchObject({
      answer: 'server_error',
      read: [],
      notRead: [],
      shape: null,
    });
  });

  it('says that there is a second request, and reads its answer if it is given', async () => {
    const body = { status: 'COMPLETED', request_id: 'r1' };
    const taskId = 'fal-ai/x/r1';
    expect(await check('fal', body, { taskId })).toMatchObject({ asksForResult: true });
    const result = { status: 422, body: { detail: [{ msg: 'flagged', type: 'content_policy_violation' }] } };
    expect(await check('fal', body, { taskId, result })).toMatchObject({
      asksForResult: false,
      answer: 'failed',
      message: 'flagged',
    });
  });

  it('asks nobody, records nothing, and logs nothing of the answer', async () => {
    const { call, telemetry, executions, provider } = api();
    await call('checkProvider', { provider: 'ark', body: { body: { status: 'succeeded' } } });
    expect([telemetry.logged, executions.started, provider.asked]).toEqual([[], [], []]);
  });

  it('knows the deployment’s providers and no file besides', async () => {
    for (const provider of ['replicate', '../provider-definition', 'constructor', '']) {
      const answer = await api().call('checkProvider', { provider, body: { body: {} } });
      expect(answer.body.type).toBe('urn:seedance-relay:problem:provider-not-found');
    }
  });

  it('takes no time for a large or deep answer', async () => {
    const wide = Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`k${n}`, 'x']));
    const { notRead } = await check('ark', wide);
    expect(notRead).toHaveLength(100);
    const deep = `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`;
    expect((await check('ark', deep)).notRead).toEqual(['a.a.a.a.a.a.a.a']);
  });
});
