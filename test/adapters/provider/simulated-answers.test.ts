import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainExchange } from '../../../lambdas/adapters/http/http-exchange.ts';
import { HttpProvider } from '../../../lambdas/adapters/provider/http-provider.ts';
import type { ProviderAnswer } from '../../../lambdas/domain/provider/provider.ts';
import { type Misbehaviour, nameOf } from '../../../lib/local/provider/misbehaviours.ts';
import { harmlessVariations, passing } from '../../../lib/local/provider/plan.ts';
import { type SimulatedProvider, startProvider } from '../../../lib/local/provider/provider.ts';
import type { End, TaskScript } from '../../../lib/local/provider/task-script.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { firstProviderParts } from '../../support/provider-definitions.ts';

let simulated: SimulatedProvider;
let provider: HttpProvider;
beforeAll(async () => {
  simulated = await startProvider();
  provider = new HttpProvider({
    ...firstProviderParts,
    baseUrl: simulated.url,
    key: { current: async () => ({ value: simulated.key, createdAt: 0 }), forget: () => {} },
    exchange: plainExchange(),
    clock: new ManualClock(),
  });
});
afterAll(() => simulated.close());

const poll = (
  misbehaviours: readonly Misbehaviour[],
  script: Partial<TaskScript>,
): Promise<ProviderAnswer> => {
  const misbehaves = { query: { always: misbehaviours } };
  return provider.poll(simulated.create({ ...script, misbehaves }).taskId);
};

/** How many alternatives each has; the others have one. */
const alternatives: Partial<Record<string, number>> = {
  enveloped: 4,
  synonyms: 8,
  'link-elsewhere': 15,
  'absent-fields': 2,
  compressed: 3,
  'reason-elsewhere': 5,
};
const variations = [...harmlessVariations, 'echoed-input' as const]
  .flatMap((variation) => {
    const name = nameOf(variation);
    return Array.from({ length: alternatives[name] ?? 1 }, (_, at) => ({ name, amount: at + 1 }));
  })
  .map((variation) => (variation.name === 'final-as-error' ? { ...variation, amount: 422 } : variation));

const done = { queuedSeconds: 0, generatingSeconds: 0 };
const states: readonly [string, Partial<TaskScript>, object][] = [
  ['queued', { queuedSeconds: 60 }, { kind: 'pending', status: 'queued' }],
  ['processing', { queuedSeconds: 0, generatingSeconds: 60 }, { kind: 'pending', status: 'processing' }],
  ['completed', done, { kind: 'completed', videoUrl: expect.stringMatching(/\.mp4\?token=[0-9a-f]{32}$/) }],
  ['failed', { ...done, ends: 'failed' }, { kind: 'failed', message: '上游提交未返回task_id' }],
  ...(['cancelled', 'expired'] satisfies End[]).map(
    (ends) => [ends, { ...done, ends }, { kind: ends }] as [string, Partial<TaskScript>, object],
  ),
];

test.each(variations)('reads every status of a task whose answers have %j', async (variation) => {
  for (const [, script, expected] of states) {
    expect(await poll([variation], script), JSON.stringify(script)).toMatchObject(expected);
  }
});

test.each(['enveloped', 'link-elsewhere', 'reason-elsewhere'] as const)(
  'reads an answer with %s that is spelled differently, and compressed',
  async (name) => {
    for (let amount = 1; amount <= (alternatives[name] ?? 1); amount++) {
      const all = [{ name, amount }, 'synonyms', 'numbers-as-text', 'byte-order-mark', 'compressed'] as const;
      expect(await poll(all, done), String(amount)).toMatchObject({ kind: 'completed' });
    }
  },
);

const slow: readonly Misbehaviour[] = ['hang', 'stall', 'endless'];
const quick = passing.query.filter((one) => !slow.includes(one) && nameOf(one) !== 'dead-link');

test.each(quick)('never takes %j for the end of a task that completes', async (misbehaviour) => {
  const { kind } = await poll([misbehaviour], done);
  expect(['unclear', 'not_found', 'completed_without_video']).toContain(kind);
});
