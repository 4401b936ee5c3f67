import { describe, expect, it } from 'vitest';
import { LostUploads } from '../../../../../lib/local/chaos/check/lost-uploads.ts';

const creation = {
  service: 's3',
  operation: 'CreateMultipartUpload',
  resource: 'b/videos/o/task.mp4',
} as const;
const turn = { service: 'lambda', operation: 'Invoke', resource: 'archive-video' } as const;

describe('an upload that is left to the bucket’s rule', () => {
  it('is one whose id was lost on the way, or with the function that had it', () => {
    const lost = new LostUploads();
    lost.observe(creation, { fail: 'after', error: 'InternalError' });
    lost.observe(creation, { drop: 'after' });
    lost.observe({ ...turn, request: { taskId: 'task' } }, { crashAfterMillis: 15 });
    expect(lost.of('task')).toBe(3);
  });

  it('is one that began just before a restart, and not one that had a part by then', () => {
    const lost = new LostUploads();
    lost.observe(creation, undefined);
    lost.observe({ ...creation, resource: 'b/videos/o/other.mp4' }, undefined);
    lost.observe({ ...creation, operation: 'UploadPart', resource: 'b/videos/o/other.mp4' }, undefined);
    lost.restarted();
    lost.restarted();
    expect([lost.of('task'), lost.of('other')]).toEqual([1, 0]);
  });

  it('is one that the bucket did not abort', () => {
    const lost = new LostUploads();
    const abort = (uploadId: string) => ({
      ...creation,
      operation: 'AbortMultipartUpload',
      request: { uploadId },
    });
    lost.observe(abort('failed'), { fail: 'before', error: 'SlowDown' });
    lost.observe(abort('cut'), { drop: 'before' });
    lost.observe(abort('told late'), { fail: 'after', error: 'InternalError' });
    lost.observe(abort('slow'), { delayMillis: 300 });
    lost.observe(abort('well'), undefined);
    const all = ['failed', 'cut', 'told late', 'slow', 'well'];
    expect(all.filter((id) => lost.wasRefused(id))).toEqual(['failed', 'cut']);
  });

  it('is not one that failed before it existed, or whose id arrived', () => {
    const lost = new LostUploads();
    lost.observe(creation, { fail: 'before', error: 'SlowDown' });
    lost.observe(creation, undefined);
    lost.observe({ ...creation, operation: 'UploadPart' }, { drop: 'after' });
    expect(lost.of('task')).toBe(0);
  });
});
