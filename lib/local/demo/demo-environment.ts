import { firstProvider } from '../../../lambdas/contract/provider-definition.ts';
import { type ClockSetting, clockSetting, shownAt } from '../cloud/clock/clock.ts';
import { type LocalCloud, startLocalCloud } from '../cloud/cloud.ts';
import { type SimulatedProvider, startProvider } from '../provider/provider.ts';
import { type Receiver, startReceiver } from '../receiver/receiver.ts';
import type { VerifyingKeys } from '../receiver/verifier.ts';
import { consoleAddress } from '../start/introduction.ts';
import { type ApiClient, apiClient } from './api-client.ts';

/** Everything that the demo runs on: one clock, this machine only. */
export interface DemoEnvironment {
  readonly provider: SimulatedProvider;
  readonly cloud: LocalCloud;
  readonly receiver: Receiver;
  readonly api: ApiClient;
  now(): number;
  close(): Promise<void>;
}

interface SigningKeys {
  readonly current: { readonly secret: string; readonly publicKey: string };
}

/** Is notified as each part starts. */
export interface StartupListener {
  begins(what: string): void;
  ready(what: string, detail: string, milliseconds: number): void;
  /** All of it is up, and can be looked at there. */
  opened(consoleAddress: string): void;
}
const silent: StartupListener = { begins: () => {}, ready: () => {}, opened: () => {} };

/** More workers would only wait for each other on a small machine, and each takes 30 MB. */
const workersPerFunction = 2;

/** Starts the parts one after the other. */
export const startDemoEnvironment = async (
  speed: number,
  listener: StartupListener = silent,
  /** The default first. */
  names: readonly string[] = [firstProvider],
  context: Readonly<Record<string, string>> = {},
): Promise<DemoEnvironment> => {
  const clock: ClockSetting = clockSetting(speed);
  const now = (): number => shownAt(clock);
  const part = async <T>(
    what: string,
    start: () => Promise<T>,
    detail: (started: T) => string,
  ): Promise<T> => {
    const began = performance.now();
    listener.begins(what);
    const started = await start();
    listener.ready(what, detail(started), performance.now() - began);
    return started;
  };

  const providersOf = ({ providers }: SimulatedProvider) =>
    names.flatMap((name) => providers.filter((one) => one.name === name));
  const provider = await part(
    'provider',
    () => startProvider({ now, as: names }),
    (started) => `simulated, ${providersOf(started)[0]?.baseUrl}`,
  );
  const cloud = await part(
    'local cloud',
    () =>
      startLocalCloud({
        clock,
        network: 'loopback',
        context,
        providers: providersOf(provider),
        workersPerFunction,
      }),
    ({ assembly, apiUrl }) => `${assembly.all('AWS::Lambda::Function').length} functions, ${apiUrl}`,
  );
  const api = apiClient(cloud.apiUrl, cloud.apiKey);
  const keys = async (): Promise<VerifyingKeys> => {
    const { current } = (await api.call('GET', '/signing-keys', [200])) as SigningKeys;
    return { secrets: [current.secret], publicKeys: [current.publicKey] };
  };
  const receiver = await part(
    'receiver',
    () => startReceiver({ clock, keys }),
    ({ url }) => `${url}/hooks`,
  );
  listener.opened(consoleAddress(cloud.apiUrl, cloud.apiKey));

  const close = async (): Promise<void> => {
    await cloud.close();
    await Promise.all([receiver.close(), provider.close()]);
  };
  return { provider, cloud, receiver, api, now, close };
};
