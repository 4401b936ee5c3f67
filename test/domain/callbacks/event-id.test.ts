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

  it('is another after each retry, and the same as ever without one', () => {
    const id = (retries?: number) =>
      eventId(
        { owner: 'o', taskId: 't', ...(retries !== undefined && { retries }) },
        'video.failed',
        sha256Hex,
      );
    expect(new Set([id(), id(1), id(2), id(3)]).size).toBe(4);
    expect(id()).toBe(`msg_${sha256Hex('event\no\nt\nvideo.failed').slice(0, 32)}`);
  });

  it('is of our own making, and holds no dot, whatever the task is called', () => {
    for (const taskId of ['a.b', 'msg_1', '漢/..%2e', '']) {
      expect(eventId({ owner: 'o.1', taskId }, 'video.failed', sha256Hex)).toMatch(/^msg_[0-9a-f]{32}$/);
    }
  });
});
