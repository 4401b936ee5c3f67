import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { get as getByTls } from 'node:https';

export interface Route {
  readonly link: string;
  readonly endpoint: string;
}

/** Prepares a way to copy; what it answers does one copy. */
export type Prepare = (route: Route) => () => Promise<void>;

export const bucket = 'bench';
export const key = 'videos/bench.mp4';

/** For a client of a bucket on loopback. */
export const local = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
});

export const opened = async (link: string): Promise<IncomingMessage> => {
  const [answer] = await once((link.startsWith('https:') ? getByTls : get)(link), 'response');
  return answer;
};
