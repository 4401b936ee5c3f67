import { execFile, execFileSync, spawn } from 'node:child_process';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { receiver } from '../../docs/samples/receiver.ts';
import { keyPair } from '../../lambdas/adapters/callbacks/hkdf-signing-keys.ts';
import { HttpCallbacks } from '../../lambdas/adapters/callbacks/http-callbacks.ts';
import { WebhookSigner } from '../../lambdas/adapters/callbacks/webhook-signer.ts';
import { guardedExchange } from '../../lambdas/adapters/http/http-exchange.ts';
import { urlPolicy } from '../../lambdas/adapters/http/url-guard.ts';
import type { VideoEvent } from '../../lambdas/contract/video-event.ts';
import type { SigningKeys } from '../../lambdas/domain/callbacks/signing-keys.ts';
import { viewSigningKeys } from '../../lambdas/domain/callbacks/signing-keys.ts';

const samples = join(import.meta.dirname, '../../docs/samples');
const current = keyPair('the current master secret, long enough to be one', 'owner1');
const previous = { ...keyPair('the master secret before it, long enough as well', 'owner1'), usedUntil: 0 };
const rotating: SigningKeys = { of: async () => ({ current, previous }) };
const view = await viewSigningKeys(rotating, 'owner1');
const body = JSON.stringify({
  type: 'video.completed',
  data: { taskId: 'video_漢', metadata: { a: '"é"' } },
});

/** A callback as it is sent during a rotation, so that receivers with either generation's key must accept it. */
const signed = async (timestamp = Math.floor(Date.now() / 1_000)) => {
  const content = { id: 'msg_1', timestamp, body };
  return { ...content, signature: await new WebhookSigner(rotating).sign('owner1', content) };
};

describe('The receiver in TypeScript', () => {
  let server: Server;
  afterEach(() => void server.close());
  const start = async (handle: (event: VideoEvent) => Promise<void>, secret = view.current.secret) => {
    server = receiver(secret, handle);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const callbacks = new HttpCallbacks(guardedExchange(urlPolicy({ privateHosts: ['127.0.0.1'] })));
    return async (content: Awaited<ReturnType<typeof signed>>) =>
      callbacks.send(url, content, content.signature, Date.now());
  };

  it('takes each event once, however often it comes', async () => {
    const taken: string[] = [];
    const send = await start(async (event) => void taken.push(event.data.taskId));
    expect(await send(await signed())).toMatchObject({ kind: 'accepted', status: 204 });
    expect(await send(await signed())).toMatchObject({ kind: 'accepted', status: 204 });
    expect(taken).toEqual(['video_漢']);
  });

  it('has an event sent again that it could not handle', async () => {
    const taken: string[] = [];
    let broken = true;
    const send = await start(async (event) => {
      if (broken) throw new Error('database down');
      taken.push(event.type);
    });
    expect(await send(await signed())).toMatchObject({ kind: 'failed', status: 500 });
    broken = false;
    expect(await send(await signed())).toMatchObject({ kind: 'accepted' });
    expect(taken).toEqual(['video.completed']);
  });

  it('refuses what is forged or old, and goes on with its key while a rotation lasts', async () => {
    const send = await start(async () => {}, view.previous?.secret);
    expect(await send(await signed())).toMatchObject({ kind: 'accepted' });
    expect(await send({ ...(await signed()), body: `${body} ` })).toMatchObject({ status: 401 });
    expect(await send(await signed(Math.floor(Date.now() / 1_000) - 400))).toMatchObject({ status: 401 });
  });
});

describe.each(['receiver.ts', 'receiver.cjs'])('%s, started as a program', (file) => {
  it('listens, takes a genuine event once, and refuses a forged one', async () => {
    const child = spawn(process.execPath, [join(samples, file)], {
      env: { PATH: process.env.PATH, SIGNING_SECRET: view.current.secret, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
      const started: string[] = [];
      while (!started.join('').includes('port:')) started.push((await lines.next()).value ?? 'port: none');
      const port = /port: (\d+)/.exec(started.join(''))?.[1];
      const { id, timestamp, signature } = await signed();
      const call = async (content: string) => {
        const headers = {
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signature,
        };
        return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body: content })).status;
      };
      expect([await call(`${body} `), await call(body), await call(body)]).toEqual([401, 204, 204]);
      child.kill();
      const printed: string[] = [];
      for await (const line of lines) printed.push(line);
      expect(printed.filter((line) => line.startsWith('video.completed video_漢'))).toHaveLength(1);
    } finally {
      child.kill();
    }
  });
});

const present = (command: string, argument: string): boolean => {
  try {
    execFileSync(command, [argument], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const run = (
  [command, ...args]: readonly [string, ...string[]],
  environment: Readonly<Record<string, string | undefined>>,
  input: string,
) =>
  new Promise<{ failed: boolean; output: string }>((resolve) => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...environment };
    const child = execFile(command, args, { env }, (error, stdout, stderr) =>
      resolve({ failed: error !== null, output: stdout + stderr }),
    );
    // What is refused before it is read closes the pipe.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });

describe.each([
  [
    'Python',
    ['python3', '--version'],
    ['python3', join(samples, 'verify.py')],
    [{ SECRET: view.current.secret }, { SECRET: view.previous?.secret }],
  ],
  [
    'plain shell',
    ['openssl', 'version'],
    ['sh', join(samples, 'verify.sh')],
    [
      { SECRET: view.current.secret },
      { SECRET: view.previous?.secret },
      { PUBLIC_KEY: view.current.publicKey },
      { PUBLIC_KEY: view.previous?.publicKey },
    ],
  ],
] as const)('The verification in %s', (_, tool, command, keys) => {
  it.skipIf(!present(tool[0], tool[1]))(
    'accepts what is genuine, and refuses what is forged or old',
    async () => {
      const { id, timestamp, signature } = await signed();
      const old = await signed(timestamp - 400);
      for (const key of keys) {
        const genuine = [...command, id, String(timestamp), signature] as const;
        expect(await run(genuine, key, body)).toMatchObject({ failed: false });
        expect(await run(genuine, key, `${body} `)).toMatchObject({
          failed: true,
          output: expect.stringContaining('no signature'),
        });
        const late = [...command, id, String(old.timestamp), old.signature] as const;
        expect(await run(late, key, body)).toMatchObject({ failed: true });
      }
    },
  );
});
