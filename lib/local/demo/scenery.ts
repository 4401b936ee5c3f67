import { type ClockSetting, clockSetting, shownAt } from '../clock.ts';
import { type LocalCloud, startLocalCloud } from '../cloud.ts';
import { type SimulatedProvider, startProvider } from '../provider/provider.ts';
import { type Receiver, startReceiver } from '../receiver/receiver.ts';
import { type ApiClient, apiClient } from './api-client.ts';
import type { Screen } from './screen.ts';

/** All that the demo plays on, on one clock and on this machine alone. */
export interface Scenery {
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

/** Puts it up, telling the screen of each part. */
export const raise = async (speed: number, screen: Screen): Promise<Scenery> => {
  const clock: ClockSetting = clockSetting(speed);
  const now = (): number => shownAt(clock);
  let began = performance.now();
  const ready = (what: string, detail: string): void => {
    screen.ready(what, detail, performance.now() - began);
    began = performance.now();
  };

  const provider = await startProvider({ now });
  ready('provider', `simulated, ${provider.url}`);
  const cloud = await startLocalCloud({
    clock,
    network: 'loopback',
    provider: { baseUrl: provider.url, key: provider.key },
  });
  const functions = cloud.assembly.all('AWS::Lambda::Function').length;
  ready('local cloud', `${functions} functions and a state machine, as synthesized for AWS, ${cloud.apiUrl}`);
  const api = apiClient(cloud.apiUrl, cloud.apiKey);
  const receiver = await startReceiver({
    clock,
    keys: async () => {
      const { current } = (await api.call('GET', '/signing-keys', [200])) as SigningKeys;
      return { secrets: [current.secret], publicKeys: [current.publicKey] };
    },
  });
  ready('receiver', `${receiver.url}/hooks`);

  const close = async (): Promise<void> => {
    await cloud.close();
    await Promise.all([receiver.close(), provider.close()]);
  };
  return { provider, cloud, receiver, api, now, close };
};
