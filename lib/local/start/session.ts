import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivateFile } from '../cloud/data/private-file.ts';
import { type SavedProvider, type SimulatedProvider, startProvider } from '../provider/provider.ts';

/** What `npm start` keeps in its data folder, apart from the cloud's data: addresses, and the simulated provider. */
export interface Session {
  readonly apiPort?: number;
  readonly receiverPort?: number;
  readonly provider?: SavedProvider;
}

const fileIn = (folder: string): string => join(folder, 'session.json');

export const loadSession = async (folder: string | undefined): Promise<Session> => {
  if (folder === undefined) return {};
  const text = await readFile(fileIn(folder), 'utf8').catch(() => '{}');
  return JSON.parse(text) as Session;
};

/** Writes a session to its folder, if it has changed. Does nothing without a folder. */
export const sessionWriter = (folder: string | undefined): ((session: Session) => Promise<void>) => {
  let written = '';
  return async (session) => {
    const text = JSON.stringify(session);
    if (folder === undefined || text === written) return;
    await writePrivateFile(fileIn(folder), text);
    written = text;
  };
};

/** Starts something on the port that it had before, or on a free one if another program has taken that. */
export const onPort = async <T>(
  before: number | undefined,
  start: (port: number | undefined) => Promise<T>,
): Promise<T> => {
  try {
    return await start(before);
  } catch (error) {
    if (before === undefined || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return start(undefined);
  }
};

/** The simulated provider with the tasks, the key and, if it is free, the address of the last start. */
export const resumeProvider = (
  { provider }: Session,
  now: () => number,
  as: readonly string[],
): Promise<SimulatedProvider> =>
  onPort(provider?.port, (port) =>
    startProvider({
      now,
      as,
      ...(provider && { key: provider.key, seed: provider.seed, tasks: provider.tasks }),
      ...(port !== undefined && { port }),
    }),
  );
