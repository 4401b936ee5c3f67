import { readdir, readFile } from 'node:fs/promises';

/** What a process uses. */
export interface Footprint {
  /** Resident, of all its threads. */
  readonly memoryMb: number;
  /** Files and sockets. */
  readonly handles: number;
  readonly threads: number;
}

/** Of a running process, read from Linux' `/proc`. */
export const footprint = async (pid: number): Promise<Footprint> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const number = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  return {
    memoryMb: Math.round(number('VmRSS') / 1024),
    handles: (await readdir(`/proc/${pid}/fd`)).length,
    threads: number('Threads'),
  };
};
