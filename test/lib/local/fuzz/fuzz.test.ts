import { expect, it } from 'vitest';
import { fuzz } from '../../../../lib/local/fuzz/fuzz.ts';

it('300 requests that are mostly wrong get no 5xx, and only problem details for errors', async () => {
  const { statuses, faults } = await fuzz({ requests: 300, seed: 7 });
  expect(faults).toEqual([]);
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 202, 400, 404]));
}, 600_000);
