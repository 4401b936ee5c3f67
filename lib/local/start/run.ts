import type { WriteStream } from 'node:tty';
import { firstProvider } from '../../../lambdas/contract/provider-definition.ts';
import { LocalClock } from '../cloud/clock/clock.ts';
import { startLocalCloud } from '../cloud/cloud.ts';
import { lockFolder } from '../cloud/data/folder-lock.ts';
import { logEnd, logLine } from '../cloud/log-format.ts';
import { loadState } from '../cloud/saved-state.ts';
import { bodyText, callbackText, startCallbackPrinter } from './callback-printer.ts';
import { introduction, openWorkNotice } from './introduction.ts';
import { openWork } from './open-work.ts';
import { loadSession, onPort, resumeProvider, sessionWriter } from './session.ts';
import { wrap } from './wrap.ts';

export interface LocalSettings {
  readonly speed: number;
  readonly port?: number;
  readonly dataDir?: string;
  /** Events are put on a bus, too. */
  readonly eventBus?: boolean;
  /** Names of providers, the default first. */
  readonly as: readonly string[];
  /** The default one; a simulated one unless given. */
  readonly provider?: { readonly baseUrl: string; readonly key: string };
}

/** Real milliseconds between two writes of the session. */
const saveEveryMillis = 2_000;

/** `npm start`: the product with a provider and a receiver, until SIGINT or SIGTERM. Rejects if it cannot start. */
export const runLocal = async (
  settings: LocalSettings,
  output: Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>,
): Promise<void> => {
  const { speed, dataDir } = settings;
  const columns = output.columns ?? 80;
  const print = (line: string | undefined): void => {
    if (line !== undefined) output.write(`${output.isTTY ? wrap(line, columns) : line}\n`);
  };
  const printCallback = (eventId: string, body: string): void => {
    output.write(`${callbackText(eventId, body, output.isTTY === true)}\n`);
  };
  await using opened = new AsyncDisposableStack();
  const lock = dataDir === undefined ? undefined : await lockFolder(dataDir);
  opened.defer(async () => lock?.close());

  const session = await loadSession(dataDir);
  // The provider has the same clock, and starts first.
  const clock = new LocalClock((await loadState(dataDir, speed)).clock);
  const simulated = settings.provider
    ? undefined
    : await resumeProvider(session, () => clock.now(), settings.as);
  opened.defer(async () => simulated?.close());
  const [as = firstProvider] = settings.as;
  const providers = settings.provider
    ? [{ name: as, ...settings.provider }]
    : settings.as.flatMap((name) => simulated?.providers.filter((one) => one.name === name) ?? []);
  const [provider = { name: as, baseUrl: '', key: '' }] = providers;
  const receiver = await onPort(session.receiverPort, (port) =>
    startCallbackPrinter(clock, port, printCallback),
  );
  opened.defer(() => receiver.close());
  const start = (port: number | undefined) =>
    startLocalCloud({
      clock: clock.setting,
      providers,
      ...(settings.eventBus && { context: { eventBus: 'default', requireCallback: 'false' } }),
      ...(port !== undefined && { port }),
      ...(dataDir !== undefined && { dataDir }),
      ...(lock && { lock }),
    });
  output.write('Starting the local cloud …\n');
  const cloud = await (settings.port === undefined ? onPort(session.apiPort, start) : start(settings.port));
  opened.defer(() => cloud.close());

  const write = sessionWriter(dataDir);
  const save = (): Promise<void> =>
    write({
      apiPort: Number(new URL(cloud.apiUrl).port),
      receiverPort: receiver.port,
      ...(simulated ? { provider: simulated.saved() } : session.provider && { provider: session.provider }),
    });
  const work = await openWork(cloud);
  const taskId = simulated?.create({}, undefined, as).taskId ?? 'TASK_ID';
  const further = settings.as
    .slice(1)
    .flatMap((name) => (simulated ? [{ name, taskId: simulated.create({}, undefined, name).taskId }] : []));
  await save();
  const timer = setInterval(() => void save().catch(() => undefined), saveEveryMillis);
  opened.defer(() => clearInterval(timer));

  cloud.eventBus.rule({}, ({ detail, ...envelope }) => {
    const line = `event bus  ${envelope['detail-type']}`;
    output.write(`${bodyText(line, JSON.stringify({ ...envelope, detail }), output.isTTY === true)}\n`);
  });
  cloud.logs.on('line', (line) => print(logLine(line)));
  cloud.executions.on('changed', (execution) => print(logEnd(execution)));
  output.write(
    introduction({
      apiUrl: cloud.apiUrl,
      apiKey: cloud.apiKey,
      provider: {
        name: as,
        url: provider.baseUrl,
        key: provider.key,
        simulated: simulated !== undefined,
      },
      callbackUrl: `${receiver.url}/callback`,
      speed,
      eventBus: settings.eventBus === true,
      taskId,
      further,
    }) + openWorkNotice(work, clock.now(), speed),
  );
  const ended = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  // Only now: a program that reads this may stop us at once, and would lose what is saved below.
  output.write('\nready\n');
  await ended;
  clearInterval(timer);
  await save();
};
