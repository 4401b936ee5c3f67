import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';

/** Replaces a file as a whole. Only this user may read it. */
export const writePrivateFile = async (file: string, text: string): Promise<void> => {
  const draft = `${file}.draft`;
  await writeFile(draft, text, { mode: 0o600 });
  // An old draft keeps its mode.
  await chmod(draft, 0o600);
  await rename(draft, file);
};

/** A folder that only this user can enter, also if it was made with other permissions. */
export const makePrivate = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
};
