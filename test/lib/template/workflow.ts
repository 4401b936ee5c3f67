import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, test } from 'vitest';
import {
  type ExecutionInput,
  type NextAct,
  type RecoveryInput,
  type StateInput,
  stateInput,
} from '../../../lambdas/contract/workflow.ts';
import { functionSpecs } from '../../../lib/functions.ts';
import { resource, synthesize } from '../synthesis.ts';

interface State {
  readonly Type: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Catch?: unknown;
}
interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds?: number;
}

/** The definition with `arn` in the place of every function. */
const definition = (): Definition => {
  const { properties } = resource(synthesize(), 'AWS::StepFunctions::StateMachine');
  const { 'Fn::Join': join } = properties.DefinitionString as { 'Fn::Join': [string, unknown[]] };
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:step';
  return JSON.parse(join[1].map((part) => (typeof part === 'string' ? part : arn)).join(''));
};

const machine = definition();
const tasks = Object.entries(machine.States).filter(([, { Type }]) => Type === 'Task');
const waits = Object.entries(machine.States).filter(([, { Type }]) => Type === 'Wait');

const task: ExecutionInput = { owner: 'owner', taskId: 'task', restart: 0 };

/** Runs the machine with steps that answer these acts one after the other; tells which steps were taken with what. */
const run = async (
  input: ExecutionInput | RecoveryInput,
  script: readonly (readonly [string, NextAct | 'recover'])[],
) => {
  const left = [...script];
  const taken: { step: string; input: unknown }[] = [];
  const handlers = tasks.map(([name]) => [
    name,
    async (given: ExecutionInput | StateInput | RecoveryInput): Promise<object> => {
      const input = 'recovery' in given ? given : stateInput(given).input;
      taken.push({ step: name, input });
      const [expected, next] = left.shift() ?? [];
      if (expected !== name || !next) throw new Error(`"${name}" was not to be taken now`);
      if ('recovery' in input) return { ...input, next, waitSeconds: 1 };
      const { owner, taskId, restart } = input;
      const delivery = next === 'deliver' ? { delivery: 1 } : {};
      return { owner, taskId, restart, ...delivery, next, waitSeconds: 1 };
    },
  ]);
  const execution = new StateMachine(machine as never).run(
    { ...input },
    {
      overrides: {
        taskResourceLocalHandlers: Object.fromEntries(handlers),
        waitTimeOverrides: Object.fromEntries(waits.map(([name]) => [name, 0])),
        retryIntervalOverrides: Object.fromEntries(tasks.map(([name]) => [name, 0])),
      },
    },
  );
  await execution.result;
  expect(left, 'steps that were not taken').toEqual([]);
  return taken;
};

describe('the state machine', () => {
  test('asks until the task is finished, archives with its record, and delivers', async () => {
    const taken = await run(task, [
      ['First query', 'query'],
      ['Second query', 'query'],
      ['Query task', 'query'],
      ['Query task', 'archive'],
      ['Archive video', 'archive'],
      ['Archive video', 'deliver'],
      ['Deliver callback', 'done'],
    ]);
    expect(taken[0]?.input).toEqual(task);
    expect(taken[6]?.input).toMatchObject({ ...task, delivery: 1 });
  });

  const ways: Readonly<Record<string, readonly (readonly [string, NextAct])[]>> = {
    'records a failure with nothing to archive': [
      ['First query', 'query'],
      ['Second query', 'query'],
      ['Query task', 'record'],
      ['Record outcome', 'deliver'],
      ['Deliver callback', 'done'],
    ],
    'passes on what the first two queries find': [
      ['First query', 'archive'],
      ['Second query', 'archive'],
      ['Query task', 'archive'],
      ['Archive video', 'deliver'],
      ['Deliver callback', 'done'],
    ],
    'records what could not be recorded with the archive': [
      ['First query', 'query'],
      ['Second query', 'query'],
      ['Query task', 'archive'],
      ['Archive video', 'record'],
      ['Record outcome', 'deliver'],
      ['Deliver callback', 'done'],
    ],
    'ends where another execution holds the record': [
      ['First query', 'done'],
      ['Second query', 'done'],
      ['Query task', 'done'],
    ],
    'ends where the archiving was taken over': [
      ['First query', 'query'],
      ['Second query', 'query'],
      ['Query task', 'archive'],
      ['Archive video', 'done'],
    ],
    'ends where there is nothing to deliver': [
      ['First query', 'query'],
      ['Second query', 'query'],
      ['Query task', 'record'],
      ['Record outcome', 'done'],
    ],
    'goes on to deliver where only that is left': [
      ['First query', 'deliver'],
      ['Second query', 'deliver'],
      ['Query task', 'deliver'],
      ['Deliver callback', 'done'],
    ],
  };
  test.each(Object.entries(ways))('%s', async (_name, script) => {
    await run(task, script);
  });

  test.each([{}, { waitSeconds: 5 }])(
    'only delivers where it was started for a delivery, %j',
    async (wait) => {
      await run({ ...task, ...wait, delivery: 3 }, [
        ['Attempt delivery', 'deliver'],
        ['Attempt delivery', 'done'],
      ]);
    },
  );

  test('waits first, and takes the creation for the first query, where it is told to', async () => {
    await run({ ...task, waitSeconds: 100 }, [
      ['Second query', 'done'],
      ['Query task', 'done'],
    ]);
    expect(machine.States['Wait before second query']).toMatchObject({ SecondsPath: '$.waitSeconds' });
  });

  test('sends again what was missed, turn by turn', async () => {
    await run({ owner: 'owner', recovery: 'id', restart: 0 }, [
      ['Recover deliveries', 'recover'],
      ['Recover deliveries', 'done'],
    ]);
  });

  test('fails where a step fails again and again, and leaves the rest to the sweep', async () => {
    await expect(run(task, [])).rejects.toThrow();
    expect(tasks.filter(([, state]) => state.Catch)).toEqual([]);
  });

  test.each(tasks)(
    '"%s" has a time-out above that of its function, and retries what Lambda fails',
    (_name, state) => {
      const seconds = Object.values(functionSpecs).map((spec) => spec.timeoutSeconds + 10);
      expect(seconds).toContain(state.TimeoutSeconds);
      const retried = (state.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(retried).toEqual([
        'Lambda.TooManyRequestsException',
        'Lambda.ServiceException',
        'Lambda.AWSLambdaException',
        'Lambda.SdkClientException',
        'Lambda.ClientExecutionTimeoutException',
        'States.ALL',
      ]);
    },
  );

  test('has no time-out of its own', () => {
    expect(machine.TimeoutSeconds).toBeUndefined();
  });

  test('says nothing that the local interpreter misreads', () => {
    expect(JSON.stringify(machine)).not.toContain('"IsPresent":false');
  });
});
