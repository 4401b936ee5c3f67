import { generateKeyPairSync, sign } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test } from 'vitest';
import { type ClockSetting, clockSetting, shownAt } from '../../../../lib/local/cloud/clock/clock.ts';
import type { ReceiverAnswer } from '../../../../lib/local/receiver/answers.ts';
import { type Receiver, startReceiver } from '../../../../lib/local/receiver/receiver.ts';

const secret = `whsec_${Buffer.from('thirty-two bytes of a secret key').toString('base64')}`;
const body = JSON.stringify({ type: 'video.completed', data: {} });
let publicKeys: readonly string[] = [];
let receiver: Receiver;
afterEach(async () => {
  publicKeys = [];
  await receiver.close();
});

const start = async (clock = clockSetting(1), answer?: ReceiverAnswer): Promise<void> => {
  receiver = await startReceiver({
    clock,
    keys: () => Promise.resolve({ secrets: [secret], publicKeys }),
    ...(answer && { answer: () => answer }),
  });
};
const call = (
  at: number,
  { id = 'evt_1', signed = body, more = '', patience = 20_000 } = {},
): Promise<Response> => {
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': `${new Webhook(secret).sign(id, new Date(at), signed)}${more}`,
  };
  const signal = AbortSignal.timeout(patience);
  return fetch(`${receiver.url}/hook`, { method: 'POST', headers, body, signal });
};

describe('the receiver', () => {
  test('accepts what is signed, refuses what is not, and counts by event', async () => {
    await start();
    expect((await call(Date.now())).status).toBe(204);
    expect((await call(Date.now())).status).toBe(204);
    expect((await call(Date.now(), { id: 'evt_2', signed: `${body} ` })).status).toBe(401);
    expect(receiver.received.map(({ eventId, attempt }) => [eventId, attempt])).toEqual([
      ['evt_1', 1],
      ['evt_1', 2],
      ['evt_2', 1],
    ]);
    expect(receiver.received[2]?.verdict).toEqual({ verified: false, reason: 'No matching signature found' });
    expect([...receiver.accepted()].map(([id, { length }]) => [id, length])).toEqual([['evt_1', 2]]);
  });

  test('checks the age of a callback by the machine’s clock, whatever clock it runs on', async () => {
    const yearAhead: ClockSetting = { real: Date.now(), shown: Date.now() + 365 * 86_400_000, speed: 1 };
    await start(yearAhead);
    expect((await call(Date.now())).status).toBe(204);
    expect((await call(Date.now() - 360_000)).status).toBe(401);
    expect((await call(shownAt(yearAhead))).status).toBe(401);
    expect(receiver.received[0]?.at).toBeGreaterThan(yearAhead.shown - 1);
  });

  test('requires the asymmetric signature too if it has a public key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    publicKeys = [
      `whpk_${Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')}`,
    ];
    await start();
    const now = Math.floor(Date.now() / 1000);
    const v1a = `v1a,${sign(null, Buffer.from(`evt_1.${now}.${body}`), privateKey).toString('base64')}`;
    expect((await call(now * 1000)).status).toBe(401);
    expect((await call(now * 1000, { more: ` ${v1a}` })).status).toBe(204);
    expect((await call(now * 1000, { id: 'evt_2', more: ` ${v1a}` })).status).toBe(401);
  });

  test('finds the first callback that matches, past or future', async () => {
    await start();
    const coming = receiver.first(({ eventId }) => eventId === 'evt_2');
    await call(Date.now());
    await call(Date.now(), { id: 'evt_2' });
    expect(await coming).toBe(receiver.received[1]);
    expect(await receiver.first(({ path }) => path === '/hook')).toBe(receiver.received[0]);
  });

  test('answers as configured: any status, with headers and a body', async () => {
    await start(undefined, { status: 503, headers: { 'retry-after': '30' }, body: 'later' });
    const answer = await call(Date.now());
    expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([
      503,
      '30',
      'later',
    ]);
    expect(receiver.accepted().size).toBe(0);
  });

  test.each(['hang', 'reset', 'endless', 'drip'] as const)('can answer with %s', async (answer) => {
    await start(undefined, answer);
    await expect(call(Date.now(), { patience: 1_000 }).then((given) => given.text())).rejects.toThrow();
  });
});
