import { beforeAll, describe, expect, it } from 'vitest';
import type { Step } from '../../lambdas/contract/workflow.ts';
import { Assembly } from '../../lib/local/cloud/assembly/assembly.ts';
import type { Json } from '../../lib/local/cloud/assembly/template.ts';
import { projectAssembly } from '../../lib/local/cloud/cloud.ts';
import type { Definition } from '../../lib/local/cloud/states/state-machine.ts';
import { runWorkflow } from './workflow-runner.ts';

const cursor = { owner: 'o', taskId: 't', restart: 0 };
const answers = (...steps: readonly Pick<Step, 'next' | 'waitSeconds'>[]) => {
  const left = [...steps];
  return (input: Json) => ({ ...(input as typeof cursor), ...left.shift() });
};

describe('the synthesized workflow, run in this process', () => {
  let definition: Definition;
  beforeAll(async () => {
    const assembly = await Assembly.read(await projectAssembly());
    const [machine] = assembly.all('AWS::StepFunctions::StateMachine');
    definition = JSON.parse(assembly.text(machine?.properties.DefinitionString)) as Definition;
  });

  it('follows a task through every loop to its end', async () => {
    const { execution, states, waits } = await runWorkflow(
      definition,
      {
        'Query task': answers({ next: 'query', waitSeconds: 90 }, { next: 'archive', waitSeconds: 0 }),
        'Archive video': answers({ next: 'archive', waitSeconds: 5 }, { next: 'record', waitSeconds: 0 }),
        'Record outcome': answers({ next: 'deliver', waitSeconds: 0 }),
        'Deliver callback': answers({ next: 'deliver', waitSeconds: 300 }, { next: 'done', waitSeconds: 0 }),
      },
      cursor,
    );
    expect(execution).toMatchObject({ status: 'SUCCEEDED', retries: 0 });
    expect(waits).toEqual([90, 5, 300]);
    expect(states.filter((state) => !state.endsWith('?'))).toEqual([
      'Query task',
      'Wait before next query',
      'Query task',
      'Archive video',
      'Wait before going on',
      'Archive video',
      'Record outcome',
      'Deliver callback',
      'Wait for redelivery',
      'Deliver callback',
      'Done',
    ]);
  });

  it('repeats a step that fails, and ends as failed when it goes on failing', async () => {
    let calls = 0;
    const { execution } = await runWorkflow(
      definition,
      {
        'Query task': () => {
          calls++;
          throw Object.assign(new Error('broken'), { name: 'Broken' });
        },
      },
      cursor,
    );
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Broken', retries: calls - 1 });
    expect(calls).toBe(4);
  });
});
