import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sha256Hex } from '../../../lambdas/adapters/runtime/digest.ts';
import { PowertoolsTelemetry } from '../../../lambdas/adapters/runtime/telemetry.ts';
import type { FunctionName } from '../../../lambdas/contract/functions.ts';
import type { CopyResult } from '../../../lambdas/domain/archive/video-archive.ts';
import { noBus } from '../../../lambdas/domain/bus/event-bus.ts';
import { day, hour } from '../../../lambdas/domain/task/time.ts';
import { maxDeliveryStrikes, maxStrikes } from '../../../lambdas/domain/tracking/sweep-overdue.ts';
import { makeHandler as archiveVideo } from '../../../lambdas/handlers/archive-video.ts';
import { makeHandler as deliverCallback } from '../../../lambdas/handlers/deliver-callback.ts';
import { makeHandler as pollTask } from '../../../lambdas/handlers/query-task.ts';
import { makeHandler as sweepOverdue } from '../../../lambdas/handlers/sweep-overdue.ts';
import { apiOverFakes } from '../../support/api-client.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryEstimates } from '../../support/fakes/memory-estimates.ts';
import { MemoryExecutions } from '../../support/fakes/memory-executions.ts';
import { MemoryHostSlots } from '../../support/fakes/memory-host-slots.ts';
import { MemoryRecoveries } from '../../support/fakes/memory-recoveries.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { PlainSigner, ScriptedCallbacks } from '../../support/fakes/scripted-callbacks.ts';
import { ScriptedCreator } from '../../support/fakes/scripted-creator.ts';
import { ScriptedProvider } from '../../support/fakes/scripted-provider.ts';
import { querying } from '../../support/polling.ts';
import { aDelivery, aTask, startOfTests } from '../../support/records.ts';
import { resource, synthesize } from '../synthesis.ts';

/** A metric as CloudWatch tells it from others: `name{dimension=value,…}`. */
const identity = (name: string, dimensions: readonly (readonly [string, string])[]): string =>
  `${name}{${dimensions
    .map((pair) => pair.join('='))
    .sort()
    .join(',')}}`;

const lines: string[] = [];
const capture = (chunk: unknown) => {
  lines.push(...String(chunk).split('\n'));
  return true;
};
beforeAll(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation(capture);
  for (const level of ['log', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(capture);
});
afterAll(() => void vi.restoreAllMocks());

/** What a code path measures, read from the embedded metric format that it prints. */
const measuredBy = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
  lines.length = 0;
  await act();
  return lines
    .filter((line) => line.startsWith('{"_aws"'))
    .map((line) => JSON.parse(line))
    .flatMap((line) =>
      line._aws.CloudWatchMetrics.flatMap((entry: { Dimensions: string[][]; Metrics: { Name: string }[] }) =>
        entry.Metrics.map(({ Name }) =>
          identity(
            Name,
            (entry.Dimensions[0] ?? []).map((name): [string, string] => [name, line[name]]),
          ),
        ),
      ),
    );
};

interface MetricProperties {
  readonly MetricName: string;
  readonly Namespace?: unknown;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

/** The metrics of our own that an alarm looks at. */
const watchedBy = (alarm: string): readonly string[] => {
  const { properties } = resource(synthesize(), 'AWS::CloudWatch::Alarm', `Operations${alarm}`);
  const several = (properties.Metrics ?? []) as { MetricStat?: { Metric: MetricProperties } }[];
  const metrics = [
    properties as unknown as MetricProperties,
    ...several.map((one) => one.MetricStat?.Metric),
  ];
  return metrics
    .filter((one) => one?.MetricName !== undefined && !String(one.Namespace).startsWith('AWS/'))
    .map((one) =>
      identity(
        one?.MetricName ?? '',
        (one?.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]),
      ),
    );
};

const telemetryOf = (name: FunctionName) => new PowertoolsTelemetry(name);
const invocation = { getRemainingTimeInMillis: () => 900_000 };
const input = { owner: 'owner1', taskId: 'video_abc123def456', restart: 0 };

/** Two polls of one task: one refusal is not counted. */
const refuseTwice = async (reason: 'unauthorized' | 'no_key') => {
  const { deps, input: polled, clock } = await querying(new ScriptedProvider({ kind: 'unclear', reason }));
  const handle = pollTask({ ...deps, telemetry: telemetryOf('query-task') });
  const { waitSeconds } = await handle(polled);
  expect(lines.filter((line) => line.includes('keyRefusals'))).toEqual([]);
  clock.advance(waitSeconds * 1_000);
  await handle(polled);
};

const poll = async (provider: ScriptedProvider, age = 0) => {
  const { deps, input: polled, clock } = await querying(provider, { deadline: startOfTests + 2 * hour });
  clock.advance(age);
  await pollTask({ ...deps, telemetry: telemetryOf('query-task') })(polled);
};

const archive = async (result: CopyResult, age = 0) => {
  const tasks = new MemoryStore();
  await tasks.add(aTask({ status: 'archiving', sourceUrl: 'https://video.example.com/a.mp4' }));
  await archiveVideo({
    tasks,
    deliveries: tasks.deliveries,
    estimates: new MemoryEstimates(),
    eventId: () => 'msg_1',
    archive: {
      copy: async () => result,
      keep: async () => undefined,
      abandon: async () => {},
    },
    provider: { poll: async () => ({ kind: 'unclear', reason: 'timeout' }) },
    clock: new ManualClock(startOfTests + age),
    digest: sha256Hex,
    maxVideoBytes: 1,
    telemetry: telemetryOf('archive-video'),
  })(input, invocation);
};

const lastAttempt = async () => {
  const store = new MemoryStore();
  await store.add(aTask({ status: 'failed', finishedAt: startOfTests }));
  await store.deliveries.add(aDelivery({ event: 'video.failed', attempts: 9 }));
  await deliverCallback({
    bus: noBus,
    tasks: store,
    deliveries: store.deliveries,
    hosts: new MemoryHostSlots(),
    executions: new MemoryExecutions(),
    callbacks: new ScriptedCallbacks({ kind: 'failed', status: 503 }),
    signer: new PlainSigner(),
    videoLinks: { to: () => Promise.reject(new Error('There is no video')) },
    clock: new ManualClock(startOfTests),
    random: () => 0,
    apiUrl: 'https://api.example.com/v1',
    telemetry: telemetryOf('deliver-callback'),
  })({ ...input, delivery: 1 });
};

const sweep = async (fill: (store: MemoryStore) => Promise<unknown> = async () => {}) => {
  const store = new MemoryStore();
  await fill(store);
  await sweepOverdue({
    tasks: store,
    deliveries: store.deliveries,
    recoveries: new MemoryRecoveries(),
    overdue: store.overdue,
    executions: new MemoryExecutions(),
    clock: new ManualClock(startOfTests + 2 * day),
    limit: 100,
    telemetry: telemetryOf('sweep-overdue'),
  })(undefined, invocation);
};
const givenUp = (fields: object) => (store: MemoryStore) =>
  store.add(aTask({ leaseUntil: startOfTests, strikes: maxStrikes, ...fields }));

const createWhileProviderIsDown = async () => {
  const provider = new ScriptedCreator();
  provider.answer = { kind: 'unavailable', reason: 'throttled', retryAfterSeconds: 7 };
  const { call } = apiOverFakes({ provider, telemetry: telemetryOf('api') });
  const body = { model: 'seedance_1_5_pro_720p', content: [], callbackUrl: 'https://example.com/hook' };
  await call('createVideo', {
    body: { ...body, content: [{ type: 'text', text: 'A cat' }] },
    headers: { 'Idempotency-Key': 'order-7' },
  });
};

/** For each alarm about metrics of our own, every code path that must move it. */
const paths: Readonly<Record<string, readonly (() => Promise<unknown>)[]>> = {
  ProviderRefusesKey: [() => refuseTwice('unauthorized'), () => refuseTwice('no_key')],
  ProviderUseless: [
    () => poll(new ScriptedProvider({ kind: 'unclear', reason: 'timeout' })),
    () => poll(new ScriptedProvider({ kind: 'unclear', reason: 'not_json' })),
  ],
  VideosAtRisk: [
    () => poll(new ScriptedProvider({ kind: 'completed_without_video' }), 21 * hour),
    () => archive({ kind: 'interrupted', reason: 'The source answers 503', bytesUp: 0 }, 21 * hour),
  ],
  ArchivingFails: [
    () => archive({ kind: 'too_large', reason: 'Too large', bytesUp: 0 }),
    () => sweep(givenUp({ status: 'archiving' })),
  ],
  CallbacksExhausted: [
    lastAttempt,
    () =>
      sweep((store) =>
        store.deliveries.add(aDelivery({ leaseUntil: startOfTests, strikes: maxDeliveryStrikes })),
      ),
  ],
  TrackingGivenUp: [() => sweep(givenUp({ status: 'processing', deadline: startOfTests + day }))],
  TasksNearDeadline: [
    () => poll(new ScriptedProvider({ kind: 'pending', status: 'processing' }), 1.5 * hour),
  ],
  SweepRestarts: [() => sweep((store) => store.add(aTask({ leaseUntil: startOfTests })))],
  ApiFails: [createWhileProviderIsDown],
};

test('every alarm about a metric of our own has a code path here', () => {
  const alarms = Object.keys(synthesize().findResources('AWS::CloudWatch::Alarm')).map((id) =>
    id.replace(/^RelayOperations/, '').replace(/[0-9A-F]{8}$/, ''),
  );
  expect(alarms.filter((name) => watchedBy(name).length > 0).sort()).toEqual(Object.keys(paths).sort());
});

test.each(Object.entries(paths))(
  '%s sees what its code paths measure, by name and dimensions',
  async (alarm, acts) => {
    const watched = watchedBy(alarm);
    for (const act of acts) expect(await measuredBy(act)).toEqual(expect.arrayContaining([...watched]));
  },
);
