import { clockSetting, shownAt } from '../../../lib/local/cloud/clock/clock.ts';
import { startLocalCloud } from '../../../lib/local/cloud/cloud.ts';
import type { ServiceCall } from '../../../lib/local/cloud/endpoint/intercept.ts';
import { apiClient } from '../../../lib/local/demo/api-client.ts';
import { startProvider } from '../../../lib/local/provider/provider.ts';
import { startReceiver } from '../../../lib/local/receiver/receiver.ts';
import { WriteUnits } from './write-units.ts';

/** What one task used, as counted while it was followed through the local cloud. */
export interface Usage {
  readonly polls: number;
  readonly transitions: number;
  readonly invocations: Readonly<Record<string, number>>;
  /** Requests to AWS, as `service:operation`. */
  readonly calls: Readonly<Record<string, number>>;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly logBytes: number;
  /** Metrics with their dimensions' values, as CloudWatch counts them. */
  readonly series: ReadonlySet<string>;
}

const fastest = 100;

/** The sweep runs whether there are tasks or not: it is no task's cost. */
const isOfSweep = ({ resource, request }: ServiceCall): boolean =>
  resource === 'sweep-overdue' || (request as { IndexName?: string } | undefined)?.IndexName === 'byLease';

const readUnitsOf = ({ operation, request }: ServiceCall): number => {
  if (operation !== 'GetItem' && operation !== 'Query') return 0;
  const { ConsistentRead, IndexName } = request as { ConsistentRead?: boolean; IndexName?: string };
  return ConsistentRead && !IndexName ? 1 : 0.5;
};

/** The metrics that a line of log carries. */
const seriesOf = (text: string): readonly string[] => {
  if (!text.startsWith('{"_aws"')) return [];
  const line = JSON.parse(text);
  const [{ Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
  const values = Dimensions[0].map((name: string) => line[name]).join('/');
  return Metrics.map(({ Name }: { Name: string }) => `${Name}/${values}`);
};

/** How a task comes to the relay. */
export type Route = '/v1/tasks' | '/v1/videos';

/** On a busy machine at high speed a step may come too late, and what repairs that would be counted, too. */
const maxTries = 5;

/** Follows a task that takes so long to be made, and counts. Throws if it cannot be followed without a repair. */
export const follow = async (route: Route, generatingSeconds: number): Promise<Usage> => {
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const usage = await followOnce(route, generatingSeconds, fastest / tries);
    if (usage) return usage;
  }
  throw new Error('This machine is too busy to follow a task without a repair');
};

const followOnce = async (
  route: Route,
  generatingSeconds: number,
  speed: number,
): Promise<Usage | undefined> => {
  const clock = clockSetting(speed);
  const calls: ServiceCall[] = [];
  const provider = await startProvider({ now: () => shownAt(clock) });
  const cloud = await startLocalCloud({
    clock,
    provider: { baseUrl: provider.url, key: provider.key },
    workersPerFunction: 1,
    intercept: (call) => void calls.push(call),
  });
  const api = apiClient(cloud.apiUrl, cloud.apiKey);
  const keys = async () => {
    const { current } = (await api.call('GET', '/signing-keys', [200])) as {
      current: { secret: string; publicKey: string };
    };
    return { secrets: [current.secret], publicKeys: [current.publicKey] };
  };
  const receiver = await startReceiver({ clock, keys });
  const series = new Set<string>();
  let [transitions, state, logBytes] = [0, '', 0];
  cloud.executions.on('changed', (execution) => {
    if (execution.state === state || execution.state === '') return;
    transitions += 1;
    state = execution.state;
  });
  cloud.logs.on('line', ({ text }) => {
    logBytes += text.length;
    for (const one of seriesOf(text)) series.add(one);
  });
  try {
    const callbackUrl = `${receiver.url}/cost`;
    const register = async () => {
      const { taskId } = provider.create({ queuedSeconds: 0, generatingSeconds });
      await api.call('POST', '/tasks', [202], { taskId, callbackUrl });
      return taskId;
    };
    const create = async () => {
      const content = [{ type: 'text', text: `A cat --takes ${generatingSeconds}` }];
      const body = { model: 'seedance_1_5_pro_720p', content, callbackUrl };
      const answer = await fetch(`${cloud.apiUrl}/videos`, {
        method: 'POST',
        headers: { 'x-api-key': cloud.apiKey, 'content-type': 'application/json', 'idempotency-key': 'cost' },
        body: JSON.stringify(body),
      });
      return ((await answer.json()) as { taskId: string }).taskId;
    };
    const taskId = await (route === '/v1/tasks' ? register() : create());
    while (cloud.executions.list('RUNNING').length > 0 || cloud.executions.list().length === 0) {
      await new Promise((done) => setTimeout(done, 20));
    }
    const [execution, ...repairs] = cloud.executions.list();
    if (repairs.length > 0 || execution?.status !== 'SUCCEEDED' || execution.retries > 0) return undefined;
    const relevant = calls.filter((call) => !isOfSweep(call));
    const count = (keysOf: readonly string[]) =>
      Object.fromEntries(
        [...new Set(keysOf)].map((key) => [key, keysOf.filter((one) => one === key).length]),
      );
    const invocations = count(
      relevant.filter(({ service }) => service === 'lambda').map(({ resource }) => resource),
    );
    // A callback that arrives more than five minutes old by the clock is refused, and sent again.
    if (invocations['deliver-callback'] !== 1) return undefined;
    const database = relevant.filter(({ service }) => service === 'dynamodb');
    const written = new WriteUnits();
    const writes = database.filter(({ operation }) => operation === 'PutItem' || operation === 'UpdateItem');
    const { queries } = await api.task(taskId);
    return {
      polls: queries,
      transitions,
      invocations,
      calls: count(relevant.map(({ service, operation }) => `${service}:${operation}`)),
      writeUnits: writes.reduce((sum, { request }) => sum + written.of(request as object), 0),
      readUnits: database.reduce((sum, call) => sum + readUnitsOf(call), 0),
      logBytes,
      series,
    };
  } finally {
    await cloud.close();
    await Promise.all([receiver.close(), provider.close()]);
  }
};
