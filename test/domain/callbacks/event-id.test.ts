import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../lambdas/adapters/runtime/digest.ts';
import { eventId } from '../../../lambdas/domain/callbacks/event-id.ts';
import { eventTypes } from '../../../lambdas/domain/task/task.ts';

describe('The id of an event', () => {
  it('is the same whenever it is derived, and another for every owner, task and event', () => {
    const keys = ['owner1', 'owner2'].flatMap((owner) => ['a', 'b'].map((taskId) => ({ owner, taskId })));
    const ids = () => keys.flatMap((key) => eventTypes.map((event) => eventId(key, event, sha256Hex)));
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(keys.length * eventTypes.length);
  });

  it('is of our own making, and holds no dot, whatever the task is called', () => {
    for (const taskId of ['a.b', 'msg_1', '漢/..%2e', '']) {
      expect(eventId({ owner: 'o.1', taskId }, 'video.failed', sha256Hex)).toMatch(/^msg_[0-9a-f]{32}$/);
    }
  });
});
