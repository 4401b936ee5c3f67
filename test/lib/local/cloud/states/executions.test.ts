import { afterEach, describe, expect, it } from 'vitest';
import type { Json } from '../../../../../lib/local/cloud/assembly/template.ts';
import { clockSetting, LocalClock } from '../../../../../lib/local/cloud/clock/clock.ts';
import { type Execution, LocalExecutions } from '../../../../../lib/local/cloud/states/executions.ts';
import {
  type Definition,
  LocalStateMachine,
  StateError,
} from '../../../../../lib/local/cloud/states/state-machine.ts';

/** Repeats until the answer says that nothing is left, waiting as it says in between. */
const loop: Definition = {
  StartAt: 'Act',
  States: {
    Act: {
      Type: 'Task',
      Resource: 'act',
      TimeoutSeconds: 30,
      Next: 'Done?',
      Retry: [{ ErrorEquals: ['Hiccup'], IntervalSeconds: 60, MaxAttempts: 2, BackoffRate: 2 }],
    },
    'Done?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.left', NumericGreaterThan: 0, Next: 'Wait' }],
      Default: 'Done',
    },
    Wait: { Type: 'Wait', SecondsPath: '$.waitSeconds', Next: 'Act' },
    Done: { Type: 'Succeed' },
  },
};

const speed = 6_000;
const open: LocalExecutions[] = [];
const start = (act: (input: Json) => Promise<Json>): LocalExecutions => {
  const clock = new LocalClock(clockSetting(speed));
  const wait = (seconds: number, signal: AbortSignal) => clock.sleep(seconds * 1000, signal);
  const machine = new LocalStateMachine(loop, { speed, act: (_resource, input) => act(input), wait });
  const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:loop';
  const executions = new LocalExecutions({ name: 'loop', arn, machine, clock });
  open.push(executions);
  return executions;
};
const when = (executions: LocalExecutions, name: string, what: (execution: Execution) => boolean) =>
  new Promise<void>((done) => {
    executions.on('changed', (execution) => {
      if (execution.name === name && what(execution)) done();
    });
  });
const ended = (executions: LocalExecutions, name: string) =>
  when(executions, name, ({ status }) => status !== 'RUNNING');
const countDown = (waitSeconds: number) => async (input: Json) => ({
  left: (input as { left: number }).left - 1,
  waitSeconds,
});

describe('executions', () => {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((executions) => executions.close()));
  });

  it('count nine events of history a turn, as Step Functions does', async () => {
    const executions = start(countDown(1));
    executions.start('three', '{"left":3}');
    await ended(executions, 'three');
    // Started, three acts with their choices, two waits, the end entered and exited, succeeded.
    expect(executions.find('three')).toMatchObject({
      status: 'SUCCEEDED',
      historyEvents: 1 + 3 * (5 + 2) + 2 * 2 + 2 + 1,
    });
  });

  it('wait in the local cloud’s time', async () => {
    const executions = start(countDown(3_600));
    const before = [executions.now(), performance.now()] as const;
    executions.start('hours', '{"left":3}');
    await ended(executions, 'hours');
    expect(executions.now() - before[0]).toBeGreaterThanOrEqual(2 * 3_600_000);
    expect(performance.now() - before[1]).toBeGreaterThan((2 * 3_600_000) / speed - 10);
  });

  it('retry as the definition says, and fail under the error’s name', async () => {
    let calls = 0;
    const executions = start(async () => {
      calls++;
      throw new StateError('Hiccup', 'again');
    });
    executions.start('failing', '{"left":1}');
    await ended(executions, 'failing');
    expect(calls).toBe(3);
    expect(executions.find('failing')).toMatchObject({ status: 'FAILED', error: 'Hiccup', retries: 2 });
  });

  it('are the same while they run under one name with one input; afterwards the name is taken', async () => {
    const executions = start(countDown(60));
    const first = executions.start('one', '{"left":2}');
    expect(executions.start('one', '{"left":2}')).toBe(first);
    expect(() => executions.start('one', '{"left":3}')).toThrow('Already Exists');
    await ended(executions, 'one');
    expect(() => executions.start('one', '{"left":2}')).toThrow('Already Exists');
  });

  it('end at once in the middle of a wait', async () => {
    let calls = 0;
    const executions = start(async (input) => {
      calls++;
      return countDown(100 * 24 * 3_600)(input);
    });
    executions.start('long', '{"left":9}');
    await when(executions, 'long', ({ state }) => state === 'Wait');
    await executions.end('long', { status: 'FAILED', error: 'Killed' });
    expect(executions.find('long')).toMatchObject({ status: 'FAILED', error: 'Killed', state: 'Wait' });
    expect(calls).toBe(1);
  });

  it('can number two thousand at once', async () => {
    const executions = start(countDown(600));
    let left = 2_000;
    const all = new Promise<void>((done) => {
      executions.on('changed', ({ status }) => {
        if (status !== 'RUNNING' && --left === 0) done();
      });
    });
    for (let each = 0; each < 2_000; each++) executions.start(`each-${each}`, '{"left":3}');
    await all;
    expect(executions.list('SUCCEEDED')).toHaveLength(2_000);
  });
});
