import { describe, expect, it } from 'vitest';
import type { EstimateKey, Observation } from '../../../lambdas/domain/polling/estimate-store.ts';
import { apiOverFakes } from '../../support/api-client.ts';
import { aTask } from '../../support/records.ts';

const at = Date.UTC(2026, 0, 31, 12);
const seen: readonly Observation[] = [
  { fromSeconds: 170, toSeconds: 190, count: 40, at },
  { fromSeconds: 400, toSeconds: 420, count: 4, at: at - 60_000 },
];

/** Knows one model's times in one tier, and records what it is asked for. */
const estimates = (model: string) => {
  const asked: EstimateKey[] = [];
  const of = async (key: EstimateKey): Promise<readonly Observation[]> => {
    asked.push(key);
    return key.model === model && key.serviceTier === 'default' ? seen : [];
  };
  return { asked, of };
};

const task = (taskId: string, model: string | undefined, more: Partial<ReturnType<typeof aTask>> = {}) =>
  aTask({ taskId, status: 'completed', ...(model !== undefined && { model }), ...more });

describe('GET /v1/estimates', () => {
  it('gives what was learnt of a model, and what is expected of its other tier', async () => {
    const { call, store } = apiOverFakes({ estimates: estimates('m_720p') });
    await store.add(task('1', 'm_720p'));
    const { status, headers, body } = await call('listEstimates');
    expect(status).toBe(200);
    expect(headers.ETag).toBeDefined();
    const [online, flex, ...others] = body.estimates;
    expect(others).toEqual([]);
    expect(online).toMatchObject({ provider: 'seedance', model: 'm_720p', serviceTier: 'default' });
    expect(online).toMatchObject({ basis: 'learnt', tasksSeen: 44, updatedAt: '2026-01-31T12:00:00.000Z' });
    expect(online.p50).toBeGreaterThanOrEqual(165);
    expect(online.p50).toBeLessThanOrEqual(195);
    expect(online.p95).toBeGreaterThan(online.p75);
    expect(flex).toMatchObject({ serviceTier: 'flex', basis: 'prior', tasksSeen: 0, updatedAt: null });
  });

  it('gives the documented times before anything was seen', async () => {
    const { call, store } = apiOverFakes({ estimates: estimates('none') });
    await store.add(task('1', 'm_720p'));
    const { p5, p25, p50, p75, p95 } = (await call('listEstimates')).body.estimates[0];
    // 2 to 5 minutes are documented, and one task in twenty is taken to be far slower.
    expect(p5).toBeGreaterThan(90);
    expect(p5).toBeLessThan(150);
    expect(p95).toBeGreaterThan(240);
    expect(p95).toBeLessThan(480);
    expect([p5, p25, p50, p75, p95]).toEqual([p5, p25, p50, p75, p95].toSorted((a, b) => a - b));
  });

  it('never names a model that only another owner uses', async () => {
    const known = estimates('private_model');
    const { call, store } = apiOverFakes({ estimates: known });
    await store.add(task('1', 'private_model', { owner: 'other' }));
    await store.add(task('2', undefined));
    expect((await call('listEstimates')).body).toEqual({ estimates: [] });
    expect(known.asked).toEqual([]);
  });

  it('names a model once, whatever its case, and each provider by itself', async () => {
    const known = estimates('none');
    const providers = {
      names: ['seedance', 'fal'],
      definitionOf: () => Promise.reject(new Error('is not asked for')),
    };
    const { call, store } = apiOverFakes({ estimates: known, providers });
    await store.add(task('1', 'M1'));
    await store.add(task('2', 'm1'));
    await store.add(task('fal:3', 'm1', { provider: 'fal' }));
    const { body } = await call('listEstimates');
    const listed = body.estimates.map(
      ({ provider, serviceTier }: Record<string, string>) => `${provider} ${serviceTier}`,
    );
    expect(listed.toSorted()).toEqual(['fal default', 'seedance default', 'seedance flex']);
    expect(known.asked.filter(({ provider }) => provider === 'fal')).toHaveLength(1);
    expect(known.asked.filter(({ provider }) => provider === undefined)).toHaveLength(2);
  });

  it('asks for no more than ten models', async () => {
    const known = estimates('none');
    const { call, store } = apiOverFakes({ estimates: known });
    for (let n = 0; n < 30; n += 1) await store.add(task(`t${n}`, `model_${n}`));
    expect((await call('listEstimates')).body.estimates).toHaveLength(20);
    expect(known.asked).toHaveLength(20);
  });
});
