import { describe, expect, it } from 'vitest';
import { apiOverFakes } from '../../support/api-client.ts';
import { ScriptedCallbacks } from '../../support/fakes/scripted-callbacks.ts';

const callbackUrl = 'https://hooks.example.com/seedance?token=mine';

describe('POST /v1/test-event', () => {
  it('sends one signed test.ping, and answers with what the receiver said', async () => {
    const callbacks = new ScriptedCallbacks({ kind: 'failed', status: 503, answer: 'later' });
    const { call, clock } = apiOverFakes({ callbacks });
    const { status, body } = await call('sendTestEvent', { body: { callbackUrl } });
    expect(status).toBe(200);
    expect(body).toEqual({
      eventId: 'msg_test',
      result: 'failed',
      status: 503,
      failure: null,
      reason: null,
      location: null,
      address: '93.184.215.14',
      milliseconds: 12,
      answer: 'later',
    });
    expect(callbacks.sent).toHaveLength(1);
    expect(callbacks.sent[0]).toMatchObject({
      url: callbackUrl,
      signature: `v1,owner1/msg_test/${Math.floor(clock.now() / 1_000)}`,
    });
    expect(JSON.parse(callbacks.sent[0]?.content.body ?? '')).toEqual({
      type: 'test.ping',
      timestamp: new Date(clock.now()).toISOString(),
      data: {},
    });
  });

  it('records nothing, and logs neither the URL nor the answer', async () => {
    const callbacks = new ScriptedCallbacks({ answer: 'a secret of the receiver' });
    const { call, store, telemetry, executions } = apiOverFakes({ callbacks });
    await call('sendTestEvent', { body: { callbackUrl } });
    expect((await store.list({ owner: 'owner1', limit: 1 })).tasks).toEqual([]);
    expect(executions.started).toEqual([]);
    expect(telemetry.logged.map(({ message }) => message)).toEqual(['testEventSent']);
    expect(JSON.stringify(telemetry.logged)).not.toMatch(/token=mine|hooks\.example|secret of/);
  });

  it.each([
    'http://hooks.example.com/',
    'https://user:pass@hooks.example.com/',
    'https://127.0.0.1/',
    'https://hooks.example.com:22/',
  ])('sends nothing where callbacks may not go: %s', async (url) => {
    const { call, callbacks } = apiOverFakes();
    const { status, body } = await call('sendTestEvent', { body: { callbackUrl: url } });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field: 'callbackUrl' }]);
    expect(callbacks.sent).toEqual([]);
  });
});
