import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoHostSlots } from '../../../lambdas/adapters/dynamodb/dynamo-host-slots.ts';
import {
  failuresToBreak,
  type HostSlot,
  type HostSlots,
  maxAppointment,
  maxPutOff,
  slotLease,
} from '../../../lambdas/domain/callbacks/host-slots.ts';
import { minute, second } from '../../../lambdas/domain/task/time.ts';
import {
  type DynamoServer,
  hasJava,
  startDynalite,
  startDynamoDbLocal,
} from '../../support/dynamo-servers.ts';
import { MemoryHostSlots } from '../../support/fakes/memory-host-slots.ts';
import { startOfTests } from '../../support/records.ts';

const limit = 5;
const now = startOfTests;

const onServer = (start: () => Promise<DynamoServer>) => {
  let server: DynamoServer;
  return {
    open: async (): Promise<HostSlots> => {
      server = await start();
      return new DynamoHostSlots(server.client, server.tableName, limit);
    },
    close: () => server.close(),
  };
};

let hosts = 0;

describe.each([
  { name: 'memory', open: async () => new MemoryHostSlots(limit), close: async () => {}, here: true },
  { name: 'dynalite', ...onServer(startDynalite), here: true },
  { name: 'DynamoDB Local', ...onServer(startDynamoDbLocal), here: hasJava },
])('the slots of a host in $name', ({ open, close, here }) => {
  if (!here) {
    it.skip('needs Java', () => {});
    return;
  }
  let slots: HostSlots;
  beforeAll(async () => {
    slots = await open();
  });
  afterAll(() => close());

  const freshHost = () => `host${++hosts}.example.com:443`;
  const claimed = async (host: string, count: number, at = now) => {
    const claims = await Promise.all(Array.from({ length: count }, () => slots.claim(host, at)));
    return {
      got: claims.flatMap((claim): HostSlot[] => (claim.kind === 'slot' ? [claim.slot] : [])),
      busy: claims.flatMap((claim): number[] => (claim.kind === 'busy' ? [claim.comeAt] : [])),
    };
  };
  /** One request after the other, all alike. */
  const requests = async (
    host: string,
    count: number,
    report: { healthy: boolean; milliseconds: number },
  ) => {
    for (let n = 0; n < count; n += 1) {
      const [slot] = (await claimed(host, 1)).got;
      if (slot) await slots.release(slot, report);
    }
  };

  it('are given to no more than may have them, whoever comes at the same moment', async () => {
    const { got, busy } = await claimed(freshHost(), 30);
    expect(got.length).toBeLessThanOrEqual(limit);
    expect(got.length + busy.length).toBe(30);
    expect(new Set(got.map(({ number }) => number)).size).toBe(got.length);
  });

  it('are all given, one after the other, and are free again once they are given back', async () => {
    const host = freshHost();
    const taken: HostSlot[] = [];
    for (let n = 0; n < limit; n += 1) taken.push(...(await claimed(host, 1)).got);
    expect(taken.map(({ number }) => number).sort()).toEqual([0, 1, 2, 3, 4]);
    expect((await claimed(host, 1)).got).toEqual([]);
    const [first] = taken;
    if (first) await slots.release(first, { healthy: true, milliseconds: 40 });
    expect((await claimed(host, 1)).got).toMatchObject([{ number: first?.number }]);
  });

  it('of one host say nothing of another', async () => {
    const host = freshHost();
    for (let n = 0; n < limit; n += 1) await claimed(host, 1);
    expect((await claimed(host.replace(':443', ':8443'), 1)).got).toHaveLength(1);
  });

  it('are free when their lease ends if a crash left them, and stay with whoever took them since', async () => {
    const host = freshHost();
    const crashed: HostSlot[] = [];
    for (let n = 0; n < limit; n += 1) crashed.push(...(await claimed(host, 1)).got);
    expect((await claimed(host, 1, now + slotLease - 1)).got).toEqual([]);
    const later = now + slotLease;
    for (let n = 0; n < limit; n += 1) expect((await claimed(host, 1, later)).got).toHaveLength(1);
    // One comes back after all: the slot is another's by now.
    for (const slot of crashed) await slots.release(slot, { healthy: true, milliseconds: 1 });
    expect((await claimed(host, 1, later)).got).toEqual([]);
  });

  it('are one, while the host fails again and again, until it answers well', async () => {
    const host = freshHost();
    await requests(host, failuresToBreak - 1, { healthy: false, milliseconds: 9 });
    await requests(host, 1, { healthy: true, milliseconds: 9 });
    await requests(host, failuresToBreak, { healthy: false, milliseconds: 9 });
    const [probe, ...more] = (await claimed(host, 1)).got;
    expect(more).toEqual([]);
    expect((await claimed(host, 3)).got).toEqual([]);
    if (probe) await slots.release(probe, { healthy: true, milliseconds: 9 });
    for (let n = 0; n < limit; n += 1) expect((await claimed(host, 1)).got).toHaveLength(1);
  });

  it('keep what is known of the host where nothing was sent', async () => {
    const host = freshHost();
    await requests(host, failuresToBreak, { healthy: false, milliseconds: 9 });
    const [unused] = (await claimed(host, 1)).got;
    if (unused) await slots.release(unused);
    expect((await claimed(host, 2)).got.length).toBeLessThanOrEqual(1);
  });

  it('that are taken have appointments, as far apart as the host is slow', async () => {
    const host = freshHost();
    await requests(host, 40, { healthy: true, milliseconds: 10 * second });
    for (let n = 0; n < limit; n += 1) await claimed(host, 1);
    const times: number[] = [];
    for (let n = 0; n < 8; n += 1) times.push(...(await claimed(host, 1)).busy);
    const gaps = times.map((time, index) => time - (times[index - 1] ?? now));
    for (const gap of gaps) expect(Math.abs(gap - 2 * second)).toBeLessThan(20);
  });

  it('have no appointment later than in an hour', async () => {
    const host = freshHost();
    await requests(host, failuresToBreak + 20, { healthy: false, milliseconds: 10 * minute });
    await claimed(host, 1);
    const times: number[] = [];
    for (let n = 0; n < 12; n += 1) times.push(...(await claimed(host, 1)).busy);
    expect(Math.max(...times)).toBeLessThanOrEqual(now + maxPutOff);
    expect(times.filter((time) => time > now + maxAppointment).length).toBeGreaterThan(5);
  });
});
