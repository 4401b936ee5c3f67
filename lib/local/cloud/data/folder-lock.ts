import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface FolderLock {
  close(): Promise<void>;
}

/** Another local cloud uses the folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';

  constructor(folder: string, pid: number) {
    const whose = pid === process.pid ? 'this process' : `process ${pid}`;
    super(`${folder} is in use by another local cloud (${whose}). Stop it first, or use another folder.`);
  }
}

interface Owner {
  readonly pid: number;
  /** Distinguishes a process from an earlier one of the same id. Linux only. */
  readonly startedAt?: string;
}

const own = new Set<string>();

/** Clock ticks since boot at which a process started (proc(5), field 22); `undefined` on other systems. */
const startOf = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
};

const runs = ({ pid, startedAt }: Owner): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startedAt === undefined || startedAt === startOf(pid);
};

const ownerOf = async (file: string): Promise<Owner | undefined> => {
  try {
    const owner = JSON.parse(await readFile(file, 'utf8')) as Owner;
    return Number.isInteger(owner.pid) ? owner : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Reserves a data folder for this process until `close`. A lock whose process no longer runs is taken over. Rejects with a
 * `FolderInUseError` if another local cloud has it, in this process too.
 */
export const lockFolder = async (folder: string): Promise<FolderLock> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(resolve(folder), 'lock');
  if (own.has(file)) throw new FolderInUseError(folder, process.pid);
  own.add(file);
  try {
    await acquire(folder, file);
  } catch (error) {
    own.delete(file);
    throw error;
  }
  return {
    close: async () => {
      await rm(file, { force: true });
      own.delete(file);
    },
  };
};

const acquire = async (folder: string, file: string): Promise<void> => {
  const startedAt = startOf(process.pid);
  const owner: Owner = { pid: process.pid, ...(startedAt !== undefined && { startedAt }) };
  // Linked when it is written, so that nobody reads half of it.
  const draft = `${file}.${crypto.randomUUID()}`;
  await writeFile(draft, JSON.stringify(owner), { mode: 0o600 });
  try {
    for (let attempt = 1; ; attempt++) {
      const taken = await link(draft, file).then(
        () => false,
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error;
          return true;
        },
      );
      if (!taken) return;
      const other = await ownerOf(file);
      if (other && other.pid !== process.pid && runs(other)) throw new FolderInUseError(folder, other.pid);
      if (attempt === 3) throw new Error(`${file} cannot be replaced`);
      await rm(file, { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
};
