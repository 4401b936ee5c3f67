import { afterEach, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../../../../lib/local/cloud/cloud.ts';
import { rateMillis } from '../../../../../lib/local/cloud/states/schedules.ts';
import { writeTinyAssembly } from '../../../../support/tiny-assembly.ts';

describe('schedules', () => {
  let cloud: LocalCloud | undefined;
  afterEach(() => cloud?.close());

  it('invoke their function on the fast clock', async () => {
    const code = 'exports.handler = async (event) => console.log(JSON.stringify(event));';
    cloud = await startLocalCloud({
      assembly: await writeTinyAssembly({ Tick: { code } }),
      speed: 1_500, // Five minutes are 200 ms.
    });
    const events = () => cloud?.logs.records('tick') ?? [];
    await expect.poll(() => events().length).toBeGreaterThanOrEqual(3);
    const [first, second] = events();
    expect(first).toMatchObject({ source: 'aws.events', 'detail-type': 'Scheduled Event' });
    const apart = Date.parse(String(second?.time)) - Date.parse(String(first?.time));
    expect(apart).toBeGreaterThanOrEqual(300_000);
  });

  it('must be rates', () => {
    expect([rateMillis('rate(1 minute)'), rateMillis('rate(2 hours)')]).toEqual([60_000, 7_200_000]);
    expect(() => rateMillis('cron(0 * * * ? *)')).toThrow('rates only');
  });
});
