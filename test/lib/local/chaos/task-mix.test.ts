import { describe, expect, it } from 'vitest';
import { receiverPlan } from '../../../../lib/local/chaos/faults/receiver-faults.ts';
import { scenarios } from '../../../../lib/local/chaos/scenarios.ts';
import { taskMix } from '../../../../lib/local/chaos/task-mix.ts';

describe('the tasks of a run', () => {
  it('are the same for the same seed, and different for another', () => {
    expect(taskMix(1, 50)).toEqual(taskMix(1, 50));
    expect(taskMix(1, 50)).not.toEqual(taskMix(2, 50));
  });

  it('cover every scenario, and begin with those that take all day', () => {
    const cast = taskMix(1, 1000);
    expect(new Set(cast.map(({ scenario }) => scenario))).toEqual(new Set(scenarios.map(({ name }) => name)));
    const slow = cast.filter(({ allDay }) => allDay).length;
    expect(slow).toBeGreaterThan(0);
    expect(cast.slice(0, slow).every(({ allDay }) => allDay)).toBe(true);
  });

  it('are partly without a callback where there is a bus, and are the same otherwise', () => {
    const cast = taskMix(1, 1000, undefined, undefined, true);
    const busOnly = cast.filter((task) => task.busOnly).length;
    expect(busOnly).toBeGreaterThan(50);
    expect(busOnly).toBeLessThan(150);
    expect(cast.map((task) => ({ ...task, busOnly: false }))).toEqual(taskMix(1, 1000));
  });
});

describe('a receiver', () => {
  it('misbehaves in every way, and stops after some attempts', () => {
    const plan = receiverPlan(1, 0.5);
    const tasks = Array.from({ length: 1000 }, (_, number) => `task-${number}`);
    expect(new Set(tasks.map((task) => plan(task, 1))).size).toBe(9);
    expect(new Set(tasks.map((task) => plan(task, 5)))).toEqual(new Set(['accepts', 'is gone']));
  });
});
