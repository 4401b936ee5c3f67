import { describe, expect, it } from 'vitest';
import { FaultCounter } from '../../../../../lib/local/chaos/faults/fault-counter.ts';
import {
  FaultPlan,
  type FaultPlanOptions,
  type Outage,
} from '../../../../../lib/local/chaos/faults/fault-plan.ts';
import { faultsOf } from '../../../../../lib/local/chaos/faults/faults.ts';
import type { ServiceCall } from '../../../../../lib/local/cloud/endpoint/intercept.ts';

const shares = { lambda: 0.3, dynamodb: 0.3, s3: 0.3, secretsmanager: 0.3, states: 0.3, apigateway: 0.3 };

const invoke = (taskId: string, restart = 0, resource = 'query-task'): ServiceCall => ({
  service: 'lambda',
  operation: 'Invoke',
  resource,
  request: { owner: 'owner', taskId, restart },
});
const read = (taskId: string): ServiceCall => ({
  service: 'dynamodb',
  operation: 'GetItem',
  resource: 'Table',
  request: { Key: { pk: { S: `TASK#owner#${taskId}` }, sk: { S: 'TASK' } } },
});
const tasks = Array.from({ length: 300 }, (_, number) => `task-${number}`);

const planOf = (options: Partial<FaultPlanOptions> = {}) => {
  const faultCounter = new FaultCounter();
  return { plan: new FaultPlan({ seed: 1, shares, ...options }, faultCounter), faultCounter };
};
const verdicts = (plan: FaultPlan, calls: readonly ServiceCall[]) =>
  calls.map((call) => plan.intercept(call));

describe('the fault plan', () => {
  it('decides the same for the same calls, in any order and from any execution', () => {
    const calls = tasks.flatMap((task) => [invoke(task), read(task)]);
    const forwards = verdicts(planOf().plan, calls);
    const backwards = verdicts(planOf().plan, [...calls].reverse()).reverse();
    const restarted = verdicts(
      planOf().plan,
      tasks.flatMap((task) => [invoke(task, 3), read(task)]),
    );
    expect(backwards).toEqual(forwards);
    expect(restarted).toEqual(forwards);
    expect(verdicts(planOf({ seed: 2 }).plan, calls)).not.toEqual(forwards);
  });

  it('distinguishes a call from its repetition', () => {
    const { plan } = planOf();
    const again = Array.from({ length: 100 }, () => plan.intercept(read('task')));
    expect(again.filter((verdict) => verdict === undefined).length).toBeGreaterThan(40);
    expect(again.filter((verdict) => verdict !== undefined).length).toBeGreaterThan(10);
  });

  it('affects its share of the calls, in every kind that fits the operation, and counts each', () => {
    const { plan, faultCounter } = planOf();
    const hit = verdicts(plan, tasks.map(read)).filter((verdict) => verdict !== undefined).length;
    expect(hit / tasks.length).toBeGreaterThan(0.2);
    expect(hit / tasks.length).toBeLessThan(0.4);
    expect(faultCounter.total).toBe(hit);
    const kinds = faultsOf.dynamodb
      .filter(({ operations }) => operations === undefined)
      .map(({ name }) => name);
    expect(faultCounter.entries.map(([kind]) => kind)).toEqual(kinds.sort());
  });

  it('throttles the functions of crowded tasks most of the time, and those of others no more than usual', () => {
    const { plan, faultCounter } = planOf({ shares: { ...shares, lambda: 0 }, crowdedTasks: 0.2 });
    const hit = tasks.filter((task) => verdicts(plan, Array(20).fill(invoke(task))).some(Boolean));
    expect(hit.length / tasks.length).toBeGreaterThan(0.1);
    expect(hit.length / tasks.length).toBeLessThan(0.3);
    expect(faultCounter.total / hit.length / 20).toBeCloseTo(0.75, 1);
  });

  it('fails every call that an outage affects while it lasts, and nothing else', () => {
    const { plan } = planOf({ shares: { ...shares, lambda: 0 } });
    const verdict = { fail: 'before', error: 'Runtime.ImportModuleError' } as const;
    const outage: Outage = { name: 'bad deploy', service: 'lambda', resource: 'query-task', verdict };
    plan.begin(outage);
    expect(
      new Set(
        verdicts(
          plan,
          tasks.map((task) => invoke(task)),
        ),
      ),
    ).toEqual(new Set([verdict]));
    expect(plan.intercept(invoke('task', 0, 'record-outcome'))).toBeUndefined();
    plan.end(outage);
    expect(plan.intercept(invoke('task'))).toBeUndefined();
  });

  it('injects nothing after it is stopped', () => {
    const { plan, faultCounter } = planOf();
    plan.stop();
    expect(verdicts(plan, tasks.map(read)).every((verdict) => verdict === undefined)).toBe(true);
    expect(faultCounter.total).toBe(0);
  });
});
