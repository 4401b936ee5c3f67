import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../lambdas/adapters/runtime/digest.ts';
import type { ExecutionInput, StateInput } from '../../lambdas/contract/workflow.ts';
import type { CopyResult } from '../../lambdas/domain/archive/video-archive.ts';
import { noBus } from '../../lambdas/domain/bus/event-bus.ts';
import type { CallbackReply } from '../../lambdas/domain/callbacks/callbacks.ts';
import type { ProviderAnswer } from '../../lambdas/domain/provider/provider.ts';
import { second } from '../../lambdas/domain/task/time.ts';
import { makeHandler as archiveVideo } from '../../lambdas/handlers/archive-video.ts';
import { makeHandler as deliverCallback } from '../../lambdas/handlers/deliver-callback.ts';
import { makeHandler as pollTask } from '../../lambdas/handlers/query-task.ts';
import { makeHandler as recordOutcome } from '../../lambdas/handlers/record-outcome.ts';
import { Assembly } from '../../lib/local/cloud/assembly/assembly.ts';
import type { Json } from '../../lib/local/cloud/assembly/template.ts';
import { projectAssembly } from '../../lib/local/cloud/cloud.ts';
import type { Definition } from '../../lib/local/cloud/states/state-machine.ts';
import { MemoryEstimates } from '../support/fakes/memory-estimates.ts';
import { MemoryHostSlots } from '../support/fakes/memory-host-slots.ts';
import { MemoryTelemetry } from '../support/fakes/memory-telemetry.ts';
import { PlainSigner, ScriptedCallbacks } from '../support/fakes/scripted-callbacks.ts';
import { ScriptedProvider } from '../support/fakes/scripted-provider.ts';
import { querying } from '../support/polling.ts';
import { runWorkflow } from '../support/workflow-runner.ts';

const file = { bucket: 'b', key: 'k', contentType: 'video/mp4', bytes: 1, sha256: 'a'.repeat(64) };
const archived: CopyResult = { kind: 'archived', file };
const broken: CopyResult = { kind: 'interrupted', reason: 'The source answers 503', bytesUp: 0 };
const processing: ProviderAnswer = { kind: 'pending', status: 'processing' };
const completed: ProviderAnswer = { kind: 'completed', videoUrl: 'https://video.example.com/a.mp4' };

interface Course {
  readonly answers: readonly ProviderAnswer[];
  readonly copies?: readonly CopyResult[];
  readonly replies?: readonly Partial<CallbackReply>[];
}

/** Today's functions, as the states of a definition call them, for one task that takes this course. */
const follow = async (definition: Definition, { answers, copies = [archived], replies = [{}] }: Course) => {
  const { deps, input, clock, store, executions, record } = await querying(new ScriptedProvider(...answers));
  const callbacks = new ScriptedCallbacks(...replies);
  const left = [...copies];
  const all = {
    ...deps,
    ...{ tasks: store, deliveries: store.deliveries, estimates: new MemoryEstimates() },
    archive: {
      copy: async () => left.shift() ?? archived,
      abandon: async () => {},
      keep: async () => undefined,
    },
    ...{ digest: sha256Hex, maxVideoBytes: 1_000, callbacks, signer: new PlainSigner() },
    videoLinks: { to: async () => ({ url: 'https://s3/link', expiresAt: clock.now() }) },
    bus: noBus,
    hosts: new MemoryHostSlots(),
    apiUrl: 'https://api.example.com/v1',
    telemetry: new MemoryTelemetry(),
  };
  const functions = {
    'query-task': pollTask(all),
    'archive-video': (given: ExecutionInput | StateInput) =>
      archiveVideo(all)(given, { getRemainingTimeInMillis: () => 900_000 }),
    'record-outcome': recordOutcome(all),
    'deliver-callback': deliverCallback(all),
  };
  const acts = Object.fromEntries(
    Object.entries(stepsOf).map(([state, name]) => {
      const act = functions[name] as (given: never) => Promise<unknown>;
      return [state, (given: Json) => act(given as never) as Promise<Json>];
    }),
  );
  const run = (given: ExecutionInput) =>
    runWorkflow(definition, acts, given as unknown as Json, (seconds) => clock.advance(seconds * second));
  const runs = [await run(input)];
  for (const started of executions.started) runs.push(await run(started));
  const [delivery] = (await store.view(input))?.deliveries ?? [];
  return { runs, delivery, task: await record(), sent: callbacks.sent.length, started: executions.started };
};

const stepsOf = {
  'First query': 'query-task',
  'Second query': 'query-task',
  'Query task': 'query-task',
  'Archive video': 'archive-video',
  'Record outcome': 'record-outcome',
  'Deliver callback': 'deliver-callback',
  'Attempt delivery': 'deliver-callback',
} as const;

/** Executions keep the definition that they were started with, for up to three days of a delivery. */
const first: Definition = JSON.parse(
  readFileSync(new URL('../support/definitions/first.json', import.meta.url), 'utf8'),
);
let present: Definition;
beforeAll(async () => {
  const assembly = await Assembly.read(await projectAssembly());
  const [machine] = assembly.all('AWS::StepFunctions::StateMachine');
  present = JSON.parse(assembly.text(machine?.properties.DefinitionString)) as Definition;
});

describe.each([
  ['the first release', () => first],
  ['this one', () => present],
])('an execution that began under the definition of %s', (_, definition) => {
  test('takes a video to the receiver, however often it is polled and copied', async () => {
    const { runs, task, delivery, sent } = await follow(definition(), {
      answers: [processing, processing, completed],
      copies: [broken, archived],
    });
    expect(runs.map(({ execution }) => execution.status)).toEqual(['SUCCEEDED']);
    expect(task).toMatchObject({ status: 'completed', queries: 3, video: file });
    expect(task).not.toHaveProperty('leaseUntil');
    expect({ delivery, sent }).toMatchObject({ delivery: { state: 'delivered', attempts: 1 }, sent: 1 });
  });

  test('goes on to call a receiver that does not take its event at once', async () => {
    const { runs, delivery, sent } = await follow(definition(), {
      answers: [processing, completed],
      replies: [{ kind: 'failed', status: 503 }, { kind: 'failed', status: 503 }, {}],
    });
    expect(new Set(runs.map(({ execution }) => execution.status))).toEqual(new Set(['SUCCEEDED']));
    expect({ delivery, sent }).toMatchObject({ delivery: { state: 'delivered', attempts: 3 }, sent: 3 });
    expect(runs.flatMap(({ waits }) => waits).slice(-2)).toEqual([5, 300]);
  });

  test('announces a failure', async () => {
    const { task, delivery } = await follow(definition(), {
      answers: [processing, { kind: 'failed', reason: 'unknown', message: 'No' }],
    });
    expect(task).toMatchObject({ status: 'failed', error: { code: 'provider_failed' } });
    expect(delivery).toMatchObject({ state: 'delivered', event: 'video.failed' });
  });

  test('polls a task that was finished when it was registered once only', async () => {
    const { task, delivery } = await follow(definition(), { answers: [completed] });
    expect(task).toMatchObject({ status: 'completed', queries: 1 });
    expect(delivery).toMatchObject({ state: 'delivered' });
  });
});

test('a delivery that has to wait gets an execution of its own, and the task’s ends', async () => {
  const { runs, started } = await follow(present, {
    answers: [processing, completed],
    replies: [{ kind: 'failed', status: 503 }, {}],
  });
  expect(started).toEqual([
    { owner: 'owner1', taskId: 'video_abc123def456', restart: 1, delivery: 1, waitSeconds: 5 },
  ]);
  expect(runs[1]?.states).toEqual([
    'What is to be done?',
    'Wait for redelivery',
    'Attempt delivery',
    'Is it delivered?',
    'Done',
  ]);
});

test('a video that is taken at once costs three transitions a poll and one more', async () => {
  const transitions = async (polls: number) => {
    const answers = [...Array.from({ length: polls - 1 }, () => processing), completed];
    return (await follow(present, { answers })).runs[0]?.states.length ?? 0;
  };
  expect([await transitions(3), await transitions(6)]).toEqual([10, 19]);
});
