import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLocalCloud } from '../../../../lib/local/cloud/cloud.ts';
import { lockFolder } from '../../../../lib/local/cloud/data/folder-lock.ts';
import { writeTinyAssembly } from '../../../support/tiny-assembly.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'data-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the lock of a data folder', () => {
  it('is exclusive within a process until it is closed', async () => {
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(/in use by another local cloud \(this process\)/);
    await expect(lockFolder(`${folder}/.`)).rejects.toThrow('in use');
    await lock.close();
    await (await lockFolder(folder)).close();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it('is refused if another process holds it, and that process is named', async () => {
    const parent = process.ppid;
    await writeFile(join(folder, 'lock'), JSON.stringify({ pid: parent }));
    await expect(lockFolder(folder)).rejects.toThrow(`in use by another local cloud (process ${parent})`);
  });

  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  it.each([
    ['of a process that ended', JSON.stringify({ pid: ended })],
    ['of an earlier process with the same id', JSON.stringify({ pid: process.ppid, startedAt: '1' })],
    ['of an earlier process with this process’ id', JSON.stringify({ pid: process.pid, startedAt: '1' })],
    ['that was cut off while it was written', '{"pid":'],
    ['that is empty', ''],
  ])('is taken over %s', async (_, text) => {
    await writeFile(join(folder, 'lock'), text);
    await (await lockFolder(folder)).close();
  });
});

describe('a local cloud with a data folder', () => {
  it('refuses a folder that another local cloud uses, and leaves that one running', async () => {
    const assembly = await writeTinyAssembly({});
    const first = await startLocalCloud({ assembly, dataDir: folder });
    await expect(startLocalCloud({ assembly, dataDir: folder })).rejects.toThrow('in use');
    expect((await fetch(`${first.apiUrl}/open`)).status).not.toBe(500);
    await first.close();
    await (await startLocalCloud({ assembly, dataDir: folder })).close();
  });

  it('keeps it from other users, also if it was open to them before', async () => {
    await mkdir(join(folder, 's3'));
    await chmod(join(folder, 's3'), 0o755);
    const cloud = await startLocalCloud({ assembly: await writeTinyAssembly({}), dataDir: folder });
    await cloud.close();
    const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
    for (const name of ['dynamodb', 's3', 'secrets']) expect(await modeOf(join(folder, name))).toBe(0o700);
    const files = await readdir(folder, { recursive: true });
    expect(files).toContain('cloud.json');
    expect(await modeOf(join(folder, 'cloud.json'))).toBe(0o600);
    expect(await modeOf(join(folder, 'secrets/secrets.json'))).toBe(0o600);
  });
});
