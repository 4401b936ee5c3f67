import type { FunctionName } from '../../../lambdas/contract/functions.ts';
import { clockSetting, shownAt } from '../../../lib/local/cloud/clock/clock.ts';
import { startLocalCloud } from '../../../lib/local/cloud/cloud.ts';
import type { ServiceCall } from '../../../lib/local/cloud/endpoint/intercept.ts';
import { apiClient } from '../../../lib/local/demo/api-client.ts';
import { startProvider } from '../../../lib/local/provider/provider.ts';
import { startReceiver } from '../../../lib/local/receiver/receiver.ts';

/** What one task used, as counted while it was followed through the local cloud. */
export interface Usage {
  readonly polls: number;
  readonly transitions: number;
  readonly invocations: Readonly<Record<string, number>>;
  /** Milliseconds of a step on this machine, from being entered to being left, by its function. */
  readonly stepMillis: Readonly<Record<string, readonly number[]>>;
  /** Requests to AWS, as `service:operation`. */
  readonly calls: Readonly<Record<string, number>>;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly logBytes: number;
  /** Metrics with their dimensions' values, as CloudWatch counts them. */
  readonly series: ReadonlySet<string>;
}

const speed = 100;

const functionOf: Readonly<Record<string, FunctionName>> = {
  'Query task': 'query-task',
  'Archive video': 'archive-video',
  'Record outcome': 'record-outcome',
  'Deliver callback': 'deliver-callback',
};

/** DynamoDB counts an item's bytes; its JSON has the types beside them. */
const kilobytes = (item: unknown): number => Math.max(1, Math.ceil(JSON.stringify(item ?? '').length / 1024));

/** A record of a task has one to two KB, and moves in the index of leases whenever it is written: one out, one in. */
const unitsOfUpdate = 2 + 2;
/** The places of a host are a small item that no index has. */
const unitsOfHost = 1;

/** The sweep runs whether there are tasks or not: it is no task's cost. */
const isOfSweep = ({ resource, request }: ServiceCall): boolean =>
  resource === 'sweep-overdue' || (request as { IndexName?: string } | undefined)?.IndexName === 'byLease';

const unitsOf = ({
  operation,
  request,
}: ServiceCall): { readonly writes: number; readonly reads: number } => {
  const { Item, Key, ConsistentRead, IndexName } = request as {
    Item?: object;
    Key?: { readonly pk?: { readonly S: string } };
    ConsistentRead?: boolean;
    IndexName?: string;
  };
  switch (operation) {
    case 'PutItem': {
      const indexes = ['leaseShard', 'listOwner', 'listStatus'].filter((name) => Item && name in Item).length;
      return { writes: kilobytes(Item) + indexes, reads: 0 };
    }
    case 'UpdateItem':
      return { writes: Key?.pk?.S.startsWith('HOST#') ? unitsOfHost : unitsOfUpdate, reads: 0 };
    default:
      return { writes: 0, reads: ConsistentRead && !IndexName ? 1 : 0.5 };
  }
};

/** The metrics that a line of log carries. */
const seriesOf = (text: string): readonly string[] => {
  if (!text.startsWith('{"_aws"')) return [];
  const line = JSON.parse(text);
  const [{ Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
  const values = Dimensions[0].map((name: string) => line[name]).join('/');
  return Metrics.map(({ Name }: { Name: string }) => `${Name}/${values}`);
};

/** Follows a task that takes so long to be made, and counts. */
export const follow = async (generatingSeconds: number): Promise<Usage> => {
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
  const stepMillis: Record<string, number[]> = {};
  const series = new Set<string>();
  let [transitions, state, since, logBytes] = [0, '', 0, 0];
  cloud.executions.on('changed', (execution) => {
    if (execution.state === state || execution.state === '') return;
    const name = functionOf[state];
    if (name) stepMillis[name] = [...(stepMillis[name] ?? []), performance.now() - since];
    transitions += 1;
    state = execution.state;
    since = performance.now();
  });
  cloud.logs.on('line', ({ text }) => {
    logBytes += text.length;
    for (const one of seriesOf(text)) series.add(one);
  });
  try {
    const { taskId } = provider.create({ queuedSeconds: 5, generatingSeconds });
    await api.call('POST', '/tasks', [202], { taskId, callbackUrl: `${receiver.url}/cost` });
    while (cloud.executions.list('RUNNING').length > 0 || cloud.executions.list().length === 0) {
      await new Promise((done) => setTimeout(done, 20));
    }
    const relevant = calls.filter((call) => !isOfSweep(call));
    const count = (keysOf: readonly string[]) =>
      Object.fromEntries(
        [...new Set(keysOf)].map((key) => [key, keysOf.filter((one) => one === key).length]),
      );
    const units = relevant.filter(({ service }) => service === 'dynamodb').map(unitsOf);
    const { queries } = await api.task(taskId);
    return {
      polls: queries,
      transitions,
      invocations: count(
        relevant.filter(({ service }) => service === 'lambda').map(({ resource }) => resource),
      ),
      stepMillis,
      calls: count(relevant.map(({ service, operation }) => `${service}:${operation}`)),
      writeUnits: units.reduce((sum, { writes }) => sum + writes, 0),
      readUnits: units.reduce((sum, { reads }) => sum + reads, 0),
      logBytes,
      series,
    };
  } finally {
    await cloud.close();
    await Promise.all([receiver.close(), provider.close()]);
  }
};
