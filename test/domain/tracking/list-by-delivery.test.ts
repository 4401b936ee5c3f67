import { expect, it } from 'vitest';
import { listByDelivery } from '../../../lambdas/domain/tracking/list-by-delivery.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { aDelivery, aTask, startOfTests } from '../../support/records.ts';

it('Tasks are listed by what became of their event, newest first, without those that were deleted', async () => {
  const store = new MemoryStore();
  for (const [index, taskId] of ['first', 'deleted', 'delivered', 'last'].entries()) {
    if (taskId !== 'deleted') await store.add(aTask({ taskId, status: 'completed' }));
    const state = taskId === 'delivered' ? 'delivered' : 'gone';
    await store.deliveries.add(aDelivery({ taskId, state, requestedAt: startOfTests + index }));
  }
  const list = listByDelivery({ tasks: store, deliveries: store.deliveries });
  const page = await list({ owner: 'owner1', state: 'gone', limit: 2 });
  expect(page.tasks.map(({ taskId }) => taskId)).toEqual(['last']);
  const rest = await list({
    owner: 'owner1',
    state: 'gone',
    limit: 2,
    ...(page.next && { after: page.next }),
  });
  expect(rest.tasks.map(({ taskId }) => taskId)).toEqual(['first']);
  expect(rest).not.toHaveProperty('next');
});
