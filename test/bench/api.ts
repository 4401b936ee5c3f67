import type { OperationId } from '../../lambdas/contract/routes.ts';
import { requestExamples } from '../../lambdas/handlers/api/openapi/examples.ts';
import type { ApiCall } from '../support/api-event.ts';
import { startApiOverServers } from '../support/api-over-servers.ts';
import { aDelivery, aTask } from '../support/records.ts';

type Api = Awaited<ReturnType<typeof startApiOverServers>>;

interface Case {
  readonly name: string;
  readonly operation: OperationId;
  readonly expected: number;
  /** Requests to AWS of a warm function, at most: a target of this project. */
  readonly mostCalls: number;
  readonly call: (n: number) => ApiCall;
  readonly before?: (api: Api, n: number) => Promise<unknown>;
}

interface Row {
  readonly route: string;
  readonly p50: number;
  readonly p95: number;
  readonly calls: readonly string[];
  readonly mostCalls: number;
}

const owner = 'owner1';
const body = requestExamples.registerTask?.example;
const video = {
  bucket: 'videos',
  key: 'videos/owner1/2026/01/01/done.mp4',
  contentType: 'video/mp4',
  bytes: 1,
  sha256: 'a'.repeat(64),
};

const cases: readonly Case[] = [
  {
    name: 'POST /tasks',
    operation: 'registerTask',
    expected: 202,
    mostCalls: 2,
    call: (n) => ({ body: { ...body, taskId: `new_${n}` } }),
  },
  {
    name: 'POST /tasks, again',
    operation: 'registerTask',
    expected: 200,
    mostCalls: 3, // dynalite does not give back what stood in the way: DynamoDB does, and takes one call less.
    call: (n) => ({ body: { ...body, taskId: `new_${n}` } }),
  },
  {
    name: 'POST /tasks, 25 at once',
    operation: 'registerTask',
    expected: 200,
    mostCalls: 50,
    call: (n) => ({ body: Array.from({ length: 25 }, (_, i) => ({ ...body, taskId: `many_${n}_${i}` })) }),
  },
  { name: 'GET /tasks/{taskId}', operation: 'getTask', expected: 200, mostCalls: 1, call: one },
  { name: 'GET /tasks', operation: 'listTasks', expected: 200, mostCalls: 1, call: () => ({}) },
  { name: 'GET /tasks/{taskId}/video', operation: 'getVideo', expected: 302, mostCalls: 1, call: one },
  {
    name: 'GET /tasks/{taskId}/deliveries',
    operation: 'listDeliveries',
    expected: 200,
    mostCalls: 2,
    call: one,
  },
  {
    name: 'POST /tasks/{taskId}/redeliver',
    operation: 'redeliver',
    expected: 202,
    mostCalls: 3,
    call: (n) => ({ taskId: `done_${n}` }),
    before: async (api, n) => {
      await api.tasks.add(aTask({ taskId: `done_${n}`, status: 'completed' }));
      await api.deliveries.add(aDelivery({ taskId: `done_${n}`, state: 'delivered' }));
    },
  },
  {
    name: 'DELETE /tasks/{taskId}',
    operation: 'stopTask',
    expected: 202,
    mostCalls: 3,
    call: (n) => ({ taskId: `new_${n}` }),
  },
  {
    name: 'POST /videos',
    operation: 'createVideo',
    expected: 202,
    mostCalls: 4,
    call: (n) => ({
      body: requestExamples.createVideo?.example,
      headers: { 'Idempotency-Key': `key-${n}` },
    }),
    before: async ({ provider }, n) => {
      provider.answer = { kind: 'created', taskId: `made_${n}` };
    },
  },
  { name: 'GET /estimates', operation: 'listEstimates', expected: 200, mostCalls: 21, call: () => ({}) },
  {
    name: 'POST /test-event',
    operation: 'sendTestEvent',
    expected: 200,
    mostCalls: 0,
    call: () => ({ body: requestExamples.sendTestEvent?.example }),
  },
  {
    name: 'POST /providers/{name}/check',
    operation: 'checkProvider',
    expected: 200,
    mostCalls: 0,
    call: () => ({ body: requestExamples.checkProvider?.example }),
  },
  { name: 'GET /signing-keys', operation: 'getSigningKeys', expected: 200, mostCalls: 0, call: () => ({}) },
];

function one(): ApiCall {
  return { taskId: 'done' };
}

const measure = async (api: Api, each: Case, rounds: number): Promise<Row> => {
  const times: number[] = [];
  let calls: readonly string[] = [];
  for (let n = 0; n < rounds; n += 1) {
    await each.before?.(api, n);
    const answer = await api.call(each.operation, each.call(n));
    if (answer.status !== each.expected) {
      throw new Error(`${each.name} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    times.push(answer.milliseconds);
    if (answer.calls.length > calls.length) calls = answer.calls;
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { route: each.name, p50: at(0.5), p95: at(0.95), calls, mostCalls: each.mostCalls };
};

const summary = (calls: readonly string[]): string =>
  [...Map.groupBy(calls, (call) => call.replace(/Command$/, ''))]
    .map(([name, all]) => (all.length === 1 ? name : `${all.length} × ${name}`))
    .join(', ') || 'none';

const table = (rows: readonly Row[]): string => {
  const lines = rows.map(({ route, p50, p95, calls }) => [
    route,
    p50.toFixed(1),
    p95.toFixed(1),
    String(calls.length),
    summary(calls),
  ]);
  const all = [['route', 'p50 ms', 'p95 ms', 'calls', 'to AWS'], ...lines];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .join('\n');
};

/** The handler, warm, over its real adapters and the embedded servers: its time, and what it asks of AWS. */
export const run = async (args: string[]): Promise<void> => {
  const rounds = Number(args.find((arg) => arg.startsWith('--rounds='))?.slice('--rounds='.length) ?? 200);
  const api = await startApiOverServers();
  const rows: Row[] = [];
  try {
    await api.tasks.add(aTask({ owner, taskId: 'done', status: 'completed', video }));
    await api.deliveries.add(aDelivery({ taskId: 'done', state: 'delivered' }));
    for (let n = 0; n < 20; n += 1) await api.call('getTask', one());
    for (const each of cases) rows.push(await measure(api, each, rounds));
  } finally {
    await api.close();
  }
  process.stdout.write(`${args.includes('--json') ? JSON.stringify(rows, undefined, 2) : table(rows)}\n`);
  const missed = rows.filter(({ calls, mostCalls }) => calls.length > mostCalls);
  for (const { route } of missed) process.stderr.write(`${route}: more requests to AWS than it may make\n`);
  if (args.includes('--check') && missed.length > 0) process.exitCode = 1;
};
