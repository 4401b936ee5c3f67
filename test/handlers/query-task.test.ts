import { describe, expect, it } from 'vitest';
import type { UnclearReason } from '../../lambdas/domain/provider/provider.ts';
import { second } from '../../lambdas/domain/task/time.ts';
import { makeHandler } from '../../lambdas/handlers/query-task.ts';
import { MemoryTelemetry } from '../support/fakes/memory-telemetry.ts';
import { ScriptedProvider } from '../support/fakes/scripted-provider.ts';
import { querying } from '../support/polling.ts';

const handling = async (provider: ScriptedProvider, waits = false) => {
  const telemetry = new MemoryTelemetry();
  const { deps, input, clock } = await querying(provider);
  const handler = makeHandler({ ...deps, telemetry });
  const handle = async (given: typeof input) => {
    const step = await handler(given);
    if (waits) clock.advance(step.waitSeconds * second);
    return step;
  };
  return { telemetry, input, handle };
};

describe('the function that asks the provider', () => {
  it('answers the whole state, and logs the answer', async () => {
    const provider = new ScriptedProvider({ kind: 'pending', status: 'processing' });
    const { handle, input, telemetry } = await handling(provider);
    expect(await handle(input)).toEqual({ ...input, next: 'query', waitSeconds: expect.any(Number) });
    expect(telemetry.counted).toEqual([]);
    expect(telemetry.logged).toMatchObject([
      { level: 'info', message: 'taskAsked', fields: { queries: 1, answer: 'processing' } },
    ]);
  });

  it.each([
    ['unauthorized', 'providerRefusesKey'],
    ['no_key', 'providerKeyUnreadable'],
    ['wrong_path', 'providerWrongPath'],
  ] as [UnclearReason, string][])(
    'raises the alarm for what somebody must mend: %s',
    async (reason, message) => {
      const { handle, input, telemetry } = await handling(new ScriptedProvider({ kind: 'unclear', reason }));
      expect((await handle(input)).next).toBe('query');
      expect(telemetry.counted).toEqual(reason === 'wrong_path' ? ['uselessAnswers'] : []);
      expect(telemetry.logged).toContainEqual(expect.objectContaining({ level: 'error', message }));
    },
  );

  it('counts a refused key from the second refusal of a task in a row', async () => {
    const refused = { kind: 'unclear', reason: 'unauthorized' } as const;
    const pending = { kind: 'pending', status: 'processing' } as const;
    const provider = new ScriptedProvider(refused, pending, refused, refused, refused);
    const { handle, input, telemetry } = await handling(provider, true);
    const counts = [];
    for (let polls = 0; polls < 5; polls += 1) {
      await handle(input);
      counts.push(telemetry.counted.length);
    }
    expect(counts).toEqual([0, 0, 0, 1, 2]);
  });

  it('reports a success that cannot be read once, after the third answer in a row', async () => {
    const { handle, input, telemetry } = await handling(
      new ScriptedProvider({ kind: 'completed_without_video', shape: '{id: string}' }),
      true,
    );
    const counts = [];
    for (let polls = 0; polls < 5; polls += 1) {
      await handle(input);
      counts.push(telemetry.counted.filter((metric) => metric === 'videosAtRisk').length);
    }
    expect(counts).toEqual([0, 0, 1, 1, 1]);
  });

  it('never logs the link', async () => {
    const videoUrl = 'https://example.com/v.mp4?X-Sign=secret';
    const { handle, input, telemetry } = await handling(
      new ScriptedProvider({ kind: 'completed', videoUrl }),
    );
    expect((await handle(input)).next).toBe('archive');
    expect(JSON.stringify(telemetry.logged)).not.toContain('secret');
  });

  it('counts nothing where another execution holds the record', async () => {
    const { handle, input, telemetry } = await handling(new ScriptedProvider());
    expect((await handle({ ...input, restart: 7 })).next).toBe('done');
    expect(telemetry.counted).toEqual([]);
    expect(telemetry.logged).toMatchObject([{ level: 'info', message: 'executionSuperseded' }]);
  });
});
