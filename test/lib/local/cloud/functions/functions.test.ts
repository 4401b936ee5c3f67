import { createHmac, generateKeyPairSync, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workingSpeed } from '../../../../../lib/local/cloud/clock/pace.ts';
import { type LocalCloud, startLocalCloud } from '../../../../../lib/local/cloud/cloud.ts';
import { writeTinyAssembly } from '../../../../support/tiny-assembly.ts';

const handler = (body: string) => `exports.handler = async (event, context) => { ${body} };`;

const functions = {
  Echo: {
    code: handler('return { event, name: context.functionName, left: context.getRemainingTimeInMillis() }'),
  },
  Variables: { code: handler('return process.env') },
  Clock: {
    code: handler(`const r = performance.now(), a = Date.now(); await new Promise((d) => setTimeout(d, 50));
      return { begun: a, passed: new Date() - a, real: performance.now() - r, year: new Date(2020, 1).getFullYear(),
        isDate: new Date() instanceof Date }`),
  },
  Warm: { code: `let calls = 0; ${handler('return { calls: ++calls }')}` },
  Slow: { code: handler('await new Promise((d) => setTimeout(d, 20_000))'), timeoutSeconds: 1 },
  Spin: { code: handler('for (;;);'), timeoutSeconds: 1 },
  Hoard: {
    code: handler('const all = []; for (;;) all.push(new Array(10000).fill(Math.random()))'),
    memoryMb: 64,
  },
  Exit: { code: `let calls = 0; ${handler('if (event.exit) process.exit(1); return ++calls')}` },
  Throw: { code: handler('throw Object.assign(new Error("no such thing"), { name: "NoSuchThing" })') },
  Reject: { code: handler('setTimeout(() => { throw new Error("late") }, 0); await new Promise(() => {})') },
  Unloadable: { code: 'throw new Error("at load")' },
  Reserved: {
    code: handler('await new Promise((d) => setTimeout(d, 200)); return 1'),
    reservedConcurrency: 2,
  },
  Busy: {
    code: handler(
      'await new Promise((d) => setTimeout(d, event.ms)); return require("node:worker_threads").threadId',
    ),
  },
  Print: { code: handler('console.log(JSON.stringify({ level: "INFO", message: "printed" })); return 1') },
  Separators: { code: handler('console.log(event.text); return 1') },
  Sign: {
    code: `const crypto = require("node:crypto"), http = require("node:http");
      ${handler(`const at = Math.floor(Date.now() / 1000), text = Buffer.from("evt_1." + at + ".{}");
      const v1 = crypto.createHmac("sha256", event.secret).update(text).digest("base64");
      const v1a = crypto.sign(null, text, event.key).toString("base64");
      const other = crypto.createHmac("sha256", event.secret).update("evt_1." + at + ".text").digest("base64");
      const headers = { "webhook-id": "evt_1", "webhook-timestamp": String(at), "webhook-signature": v1, v1a };
      await new Promise((done) => http.request(event.url, { method: "POST", headers }, done).end("{}"));
      return { at, other }`)}`,
  },
  Escape: {
    code: handler(`return await new Promise((done) => require("node:http").get(event.url, () => done("reached"))
      .on("error", (error) => done(error.code)))`),
  },
};

describe('functions', () => {
  let cloud: LocalCloud;
  beforeAll(async () => {
    cloud = await startLocalCloud({
      assembly: await writeTinyAssembly(functions),
      speed: 36_000,
      network: 'loopback',
      workersPerFunction: 2,
    });
  });
  afterAll(() => cloud?.close());
  const failure = (name: string, payload = {}) =>
    cloud.invoke(name, payload).then(
      () => 'nothing',
      (error: Error) => error.name,
    );

  it('are given their event and a context', async () => {
    const answer = await cloud.invoke('echo', { a: [1] });
    expect(answer).toMatchObject({ event: { a: [1] }, name: 'echo' });
    const { left } = answer as { left: number };
    expect(left).toBeLessThanOrEqual(30_000);
    expect(left).toBeGreaterThan(10_000);
  });

  it('have the template’s environment, and of the machine’s own nothing', async () => {
    const variables = await cloud.invoke('variables', {});
    expect(variables).toMatchObject({
      TABLE_NAME: 'Table',
      API_URL: cloud.apiUrl,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ENDPOINT_URL_S3: cloud.s3Store.url,
    });
    expect(variables).not.toHaveProperty('PATH');
  });

  it('see the local cloud’s clock, which runs slowly while they work', async () => {
    /** The clock is held for a second at most: a machine that makes more of the 50 ms shows nothing. */
    const brief = async (): Promise<Record<string, number>> => {
      const answer = (await cloud.invoke('clock', {})) as Record<string, number>;
      return (answer.real ?? 0) < 250 ? answer : brief();
    };
    const first = await brief();
    await cloud.clock.sleep(3_600_000);
    const second = await brief();
    expect((second.begun ?? 0) - (first.begun ?? 0)).toBeGreaterThanOrEqual(3_600_000);
    for (const { passed = 0, real = 0, year, isDate } of [first, second]) {
      expect(passed).toBeLessThan((real + 5) * workingSpeed);
      expect([year, isDate]).toEqual([2020, true]);
    }
  });

  it('sign callbacks with the machine’s time, whatever the clock shows', async () => {
    const received = Promise.withResolvers<IncomingHttpHeaders>();
    const server = createServer(({ headers }, response) => {
      received.resolve(headers);
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    await cloud.clock.sleep(3_600_000);
    const { at, other } = (await cloud.invoke('sign', {
      secret: 'key',
      key,
      url: `http://127.0.0.1:${port}`,
    })) as {
      at: number;
      other: string;
    };
    const headers = await received.promise;
    server.close();
    const timestamp = Number(headers['webhook-timestamp']);
    expect(Math.abs(timestamp - Date.now() / 1000)).toBeLessThan(60);
    expect(at).toBeGreaterThan(timestamp + 3_000);
    const hmac = (text: string) => createHmac('sha256', 'key').update(text).digest('base64');
    const signed = `evt_1.${timestamp}.{}`;
    expect(headers['webhook-signature']).toBe(hmac(signed));
    expect(verify(null, Buffer.from(signed), publicKey, Buffer.from(String(headers.v1a), 'base64'))).toBe(
      true,
    );
    expect(other).toBe(hmac(`evt_1.${at}.text`));
  });

  it('may print line and paragraph separators within a line', async () => {
    const text = 'one\u2028still\u2029one';
    await cloud.invoke('separators', { text });
    await expect.poll(() => cloud.logs.lines('separators').map((line) => line.text)).toContain(text);
  });

  it('stay warm', async () => {
    await cloud.invoke('warm', {});
    expect(await cloud.invoke('warm', {})).toEqual({ calls: 2 });
  });

  it.each([
    ['take too long', 'slow', 'Sandbox.Timedout'],
    ['never yield', 'spin', 'Sandbox.Timedout'],
    ['run out of memory', 'hoard', 'Runtime.ExitError'],
    ['throw', 'throw', 'NoSuchThing'],
    ['break later', 'reject', 'Runtime.ExitError'],
    ['cannot be loaded', 'unloadable', 'Error'],
  ])('that %s fail as Step Functions would see it', async (_what, name, error) => {
    expect(await failure(name)).toBe(error);
  });

  it('are replaced by a cold worker when they die', async () => {
    expect(await cloud.invoke('exit', {})).toBe(1);
    expect(await cloud.invoke('exit', {})).toBe(2);
    expect(await failure('exit', { exit: true })).toBe('Runtime.ExitError');
    expect(await cloud.invoke('exit', {})).toBe(1);
  });

  it('run no more at once than their reserved concurrency', async () => {
    const outcomes = await Promise.all([failure('reserved'), failure('reserved'), failure('reserved')]);
    expect(outcomes).toEqual(['nothing', 'nothing', 'Lambda.TooManyRequestsException']);
  });

  it('run in a limited number of workers, and wait for a free one', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => cloud.invoke('busy', { ms: 250 })));
    expect(new Set(ids).size).toBe(2);
  });

  it('have their output read line by line', async () => {
    await cloud.invoke('print', {});
    await expect.poll(() => cloud.logs.records('print')).toEqual([{ level: 'INFO', message: 'printed' }]);
  });

  it('reach this machine only, and other attempts are reported', async () => {
    expect(await cloud.invoke('escape', { url: 'http://192.0.2.1/' })).toBe('ENETUNREACH');
    expect(await cloud.invoke('escape', { url: 'http://example.com/' })).toBe('ENETUNREACH');
    expect(await cloud.invoke('escape', { url: cloud.apiUrl })).toBe('reached');
    expect(cloud.escapes).toEqual(['192.0.2.1', 'example.com']);
  });
});
