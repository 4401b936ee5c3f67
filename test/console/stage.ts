import { clockSetting, shownAt } from '../../lib/local/cloud/clock/clock.ts';
import { type LocalCloud, startLocalCloud } from '../../lib/local/cloud/cloud.ts';
import { startProvider } from '../../lib/local/provider/provider.ts';
import type { ReceiverAnswer } from '../../lib/local/receiver/answers.ts';
import { startReceiver } from '../../lib/local/receiver/receiver.ts';

export interface Settings {
  readonly speed: number;
  /** How a callback to this path is answered. */
  readonly answer?: (path: string) => ReceiverAnswer;
}

/** A local cloud with a provider and a receiver, for a browser to look at. */
export const startStage = async ({ speed, answer = () => ({ status: 204 }) }: Settings) => {
  const clock = clockSetting(speed);
  const now = () => shownAt(clock);
  const provider = await startProvider({ now, seed: 'console' });
  const cloud = await startLocalCloud({
    clock,
    network: 'loopback',
    provider: { baseUrl: provider.url, key: provider.key },
    workersPerFunction: 2,
  });
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${cloud.apiUrl}${path}`, {
      method,
      headers: { 'x-api-key': cloud.apiKey, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: the bodies are of many shapes
    return { status: response.status, body: (await response.json()) as any };
  };
  const receiver = await startReceiver({
    clock,
    keys: async () => {
      const { current } = (await call('GET', '/signing-keys')).body;
      return { secrets: [current.secret], publicKeys: [current.publicKey] };
    },
    answer: ({ path }) => answer(path),
  });
  return {
    cloud,
    provider,
    receiver,
    call,
    now,
    register: (taskId: string, path = '/hooks', more: object = {}) =>
      call('POST', '/tasks', { taskId, callbackUrl: `${receiver.url}${path}`, ...more }),
    /** The page's address, with the key that opens it. */
    address: addressOf(cloud),
    close: async () => {
      await cloud.close();
      await Promise.all([receiver.close(), provider.close()]);
    },
  };
};
export type Stage = Awaited<ReturnType<typeof startStage>>;

export const addressOf = ({ apiUrl, apiKey }: LocalCloud): string => `${apiUrl}/console#key=${apiKey}`;
