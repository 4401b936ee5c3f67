import { describe, expect, it } from 'vitest';
import { hour } from '../../../lambdas/domain/task/time.ts';
import { apiOverFakes } from '../../support/api-client.ts';
import { aDelivery, aRecovery, aTask } from '../../support/records.ts';

const { id: recoveryId } = aRecovery();

describe('POST /v1/deliveries/recover', () => {
  it('begins a job, whose execution and place it names', async () => {
    const id = 'f'.repeat(32);
    const { call, executions, recoveries, clock } = apiOverFakes({ newId: () => id });
    const body = { since: new Date(clock.now() - hour).toISOString() };
    const answer = await call('startRecovery', { body });
    expect(answer.status).toBe(202);
    expect(answer.headers.Location).toBe(`/v1/deliveries/recoveries/${id}`);
    expect(answer.body).toMatchObject({ id, state: 'running', states: ['exhausted'], sent: 0, ...body });
    expect(executions.started).toEqual([{ owner: 'owner1', recovery: id, restart: 0 }]);
    expect(await recoveries.find({ owner: 'owner1', id })).toMatchObject({ state: 'running' });
  });

  it('only counts with dryRun, and only what is the caller’s', async () => {
    const { call, executions, store, clock } = apiOverFakes();
    await store.add(aTask({ status: 'failed' }));
    await store.deliveries.add(aDelivery({ state: 'gone', requestedAt: clock.now() }));
    const body = { since: '2020-01-01T00:00:00Z', state: ['exhausted', 'gone'], dryRun: true };
    expect(await call('startRecovery', { body })).toMatchObject({ status: 200, body: { found: 1 } });
    expect((await call('startRecovery', { owner: 'other', body })).body).toEqual({ found: 0 });
    expect(executions.started).toEqual([]);
  });

  it.each([
    ['since', { since: 'yesterday' }],
    ['since', {}],
    ['since', { since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' }],
    ['since', { since: '2099-01-01T00:00:00Z' }],
    ['since', { since: '2099-01-01T00:00:00Z', until: '2099-02-01T00:00:00Z' }],
    ['since', { since: '2025-02-29T00:00:00Z' }],
    ['since', { since: '2025-01-01T00:00:00+01' }],
    ['until', { since: '2020-01-01T00:00:00Z', until: '2025-02-31T00:00:00Z' }],
    ['until', { since: '2020-01-01T00:00:00Z', until: 7 }],
    ['state', { since: '2020-01-01T00:00:00Z', state: [] }],
    ['state.0', { since: '2020-01-01T00:00:00Z', state: ['delivered'] }],
    ['colour', { since: '2020-01-01T00:00:00Z', colour: 'red' }],
  ])('refuses what is wrong in %s: %j', async (field, body) => {
    const { call, executions } = apiOverFakes();
    const answer = await call('startRecovery', { body });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(executions.started).toEqual([]);
  });
});

describe('A recovery', () => {
  it('is shown to and stopped by its owner alone', async () => {
    const { call, recoveries } = apiOverFakes();
    await recoveries.add(aRecovery({ sent: 7, skipped: 1 }));
    for (const operation of ['getRecovery', 'stopRecovery'] as const) {
      expect((await call(operation, { owner: 'other', recoveryId })).status).toBe(404);
    }
    expect((await call('getRecovery', { recoveryId })).body).toMatchObject({ sent: 7, skipped: 1 });
    const stopped = await call('stopRecovery', { recoveryId });
    expect(stopped).toMatchObject({ status: 202, body: { state: 'stopped' } });
    expect((await call('stopRecovery', { recoveryId })).status).toBe(202);
  });

  it.each(['', 'none', recoveryId.toUpperCase(), `${recoveryId}0`, 'a'.repeat(5_000), '%00'])(
    'is not found by what can be no id: %j',
    async (wrong) => {
      const { call, recoveries } = apiOverFakes();
      recoveries.find = () => Promise.reject(new Error('Longer than a key may be'));
      expect((await call('getRecovery', { recoveryId: wrong })).status).toBe(404);
      expect((await call('stopRecovery', { recoveryId: wrong })).status).toBe(404);
    },
  );
});
