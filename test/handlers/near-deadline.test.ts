import { expect, it } from 'vitest';
import { hour, minute } from '../../lambdas/domain/task/time.ts';
import { makeHandler } from '../../lambdas/handlers/query-task.ts';
import { MemoryTelemetry } from '../support/fakes/memory-telemetry.ts';
import { ScriptedProvider } from '../support/fakes/scripted-provider.ts';
import { querying } from '../support/polling.ts';
import { startOfTests } from '../support/records.ts';

const nearDeadline = async (registeredAt: number, deadline: number) => {
  const telemetry = new MemoryTelemetry();
  const { deps, input } = await querying(new ScriptedProvider({ kind: 'pending', status: 'processing' }), {
    registeredAt,
    createdAt: registeredAt,
    deadline,
  });
  await makeHandler({ ...deps, telemetry })(input);
  return telemetry.counted.filter((metric) => metric === 'tasksNearDeadline').length;
};

it('counts a task that is still open in the last hour of a long tracking', async () => {
  expect(await nearDeadline(startOfTests - 22 * hour, startOfTests + 59 * minute)).toBe(1);
  expect(await nearDeadline(startOfTests - 21 * hour, startOfTests + 61 * minute)).toBe(0);
});

it('counts none that was to be tracked for less than an hour from the beginning', async () => {
  expect(await nearDeadline(startOfTests - 5 * minute, startOfTests + 30 * minute)).toBe(0);
});
