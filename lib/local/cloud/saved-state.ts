import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClockSetting, clockSetting } from './clock/clock.ts';
import { writePrivateFile } from './data/private-file.ts';
import type { ApiKey } from './gateway/api-keys.ts';

/** What a local cloud with its data on disk must keep, apart from the data. */
interface SavedState {
  /** What the clock showed at a real time. */
  readonly real: number;
  readonly shown: number;
  readonly keys: readonly ApiKey[];
}

const fileIn = (folder: string) => join(folder, 'cloud.json');

const read = async (folder: string): Promise<SavedState | undefined> => {
  const text = await readFile(fileIn(folder), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as SavedState);
};

/** A clock and keys that go on from the run before, or new ones. Time never jumps back, even at another speed. */
export const loadState = async (
  folder: string | undefined,
  speed: number,
): Promise<{ readonly clock: ClockSetting; readonly keys: readonly ApiKey[] }> => {
  const before = folder === undefined ? undefined : await read(folder);
  if (!before) return { clock: clockSetting(speed), keys: [] };
  const away = Math.max(0, Date.now() - before.real);
  return { clock: clockSetting(speed, Math.max(Date.now(), before.shown + away)), keys: before.keys };
};

/** Does nothing without a folder. */
export const saveState = async (
  folder: string | undefined,
  shown: number,
  keys: readonly ApiKey[],
): Promise<void> => {
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writePrivateFile(
    fileIn(folder),
    JSON.stringify({ real: Date.now(), shown, keys } satisfies SavedState),
  );
};
