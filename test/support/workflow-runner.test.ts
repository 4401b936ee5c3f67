import { beforeAll, describe, expect, it } from 'vitest';
import { type StateInput, type Step, stateInput } from '../../lambdas/contract/workflow.ts';
import { Assembly } from '../../lib/local/cloud/assembly/assembly.ts';
import type { Json } from '../../lib/local/cloud/assembly/template.ts';
import { projectAssembly } from '../../lib/local/cloud/cloud.ts';
import type { Definition } from '../../lib/local/cloud/states/state-machine.ts';
import { runWorkflow } from './workflow-runner.ts';

const cursor = { owner: 'o', taskId: 't', restart: 0 };
const answers = (...steps: readonly Pick<Step, 'next' | 'waitSeconds'>[]) => {
  const left = [...steps];
  return (given: Json) => {
    const { input } = stateInput(given as unknown as StateInput);
    return { ...input, ...left.shift() } as unknown as Json;
  };
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
        'Second query': answers({ next: 'query', waitSeconds: 90 }),
        'Query task': answers({ next: 'query', waitSeconds: 30 }, { next: 'archive', waitSeconds: 0 }),
        'Archive video': answers({ next: 'archive', waitSeconds: 5 }, { next: 'deliver', waitSeconds: 0 }),
        'Deliver callback': answers({ next: 'done', waitSeconds: 0 }),
      },
      { ...cursor, waitSeconds: 100 },
    );
    expect(execution).toMatchObject({ status: 'SUCCEEDED', retries: 0 });
    expect(waits).toEqual([100, 90, 30, 5]);
    expect(states.filter((state) => !state.endsWith('?'))).toEqual([
      'Wait before second query',
      'Second query',
      'Wait before next query',
      'Query task',
      'Wait before next query',
      'Query task',
      'Archive video',
      'Wait before going on',
      'Archive video',
      'Deliver callback',
    ]);
  });

  it('repeats a step that fails, and ends as failed when it goes on failing', async () => {
    let calls = 0;
    const { execution } = await runWorkflow(
      definition,
      {
        'First query': () => {
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
