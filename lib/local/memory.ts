import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiKey } from './api-keys.ts';
import { type ClockSetting, clockSetting, withSpeed } from './clock.ts';

/** What a local cloud with its data on disk must find again beside the data. */
interface Remembered {
  readonly clock: ClockSetting;
  readonly keys: readonly ApiKey[];
}

const fileIn = (folder: string) => join(folder, 'cloud.json');

const read = async (folder: string): Promise<Remembered | undefined> => {
  const text = await readFile(fileIn(folder), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Remembered);
};

/** The clock and the keys of the run before, or new ones. Time never jumps back, even at another speed. */
export const recall = async (folder: string | undefined, speed: number): Promise<Remembered> => {
  const before = folder === undefined ? undefined : await read(folder);
  if (!before) return { clock: clockSetting(speed), keys: [] };
  return before.clock.speed === speed ? before : { ...before, clock: withSpeed(before.clock, speed) };
};

export const remember = async (folder: string | undefined, remembered: Remembered): Promise<void> => {
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await writeFile(fileIn(folder), JSON.stringify(remembered));
};
