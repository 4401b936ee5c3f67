import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventBody, maxEventBytes, videoEvent } from '../../../lambdas/domain/callbacks/event.ts';
import type { Task, Video } from '../../../lambdas/domain/task/task.ts';
import { hour, minute } from '../../../lambdas/domain/task/time.ts';
import { tries } from '../../support/effort.ts';
import { aTask, startOfTests } from '../../support/records.ts';

const apiUrl = 'https://abc.execute-api.eu-central-1.amazonaws.com/v1';
const link = {
  url: 'https://bucket.s3.amazonaws.com/key?X-Amz-Signature=abc',
  expiresAt: startOfTests + hour,
};

const picture = {
  bucket: 'bucket',
  key: 'a.png',
  contentType: 'image/png',
  bytes: 9,
  sha256: 'b'.repeat(64),
};

const completed = (fields: Partial<Task> = {}): Task =>
  aTask({
    status: 'completed',
    model: 'seedance_1_5_pro_720p',
    createdAt: startOfTests - minute,
    finishedAt: startOfTests + 3 * minute,
    recordedAt: startOfTests + 4 * minute,
    metadata: { order: '17' },
    generation: { resolution: '720p', usage: { total_tokens: 108_900 } },
    video: {
      bucket: 'bucket',
      key: 'videos/owner1/2026/01/01/video_abc123def456.mp4',
      contentType: 'video/mp4',
      bytes: 1_234,
      sha256: 'a'.repeat(64),
      ...{ width: 1280, height: 720, fps: 24, codec: 'h264', hasAudio: true },
      durationSeconds: 5.04,
      providerDurationSeconds: 5,
      provenance: { c2pa: true, aigcLabel: false },
      lastFrame: picture,
    },
    ...fields,
  });

describe('An event', () => {
  it('tells all of a completed task, and when it happened rather than when it is sent', () => {
    expect(videoEvent('video.completed', completed(), apiUrl, link)).toEqual({
      type: 'video.completed',
      timestamp: '2026-01-01T00:03:00.000Z',
      data: {
        taskId: 'video_abc123def456',
        provider: 'seedance',
        status: 'completed',
        model: 'seedance_1_5_pro_720p',
        createdAt: '2025-12-31T23:59:00.000Z',
        finishedAt: '2026-01-01T00:03:00.000Z',
        metadata: { order: '17' },
        generation: {
          ...{ resolution: '720p', ratio: null, fps: null, seed: null, serviceTier: null },
          usage: { total_tokens: 108_900 },
        },
        video: {
          bucket: 'bucket',
          key: 'videos/owner1/2026/01/01/video_abc123def456.mp4',
          url: link.url,
          urlExpiresAt: '2026-01-01T01:00:00.000Z',
          contentType: 'video/mp4',
          bytes: 1_234,
          sha256: 'a'.repeat(64),
          ...{ width: 1280, height: 720, rotation: null, fps: 24, codec: 'h264', hasAudio: true },
          durationSeconds: 5.04,
          providerDurationSeconds: 5,
          provenance: { c2pa: true, aigcLabel: false },
          lastFrame: picture,
          cover: null,
        },
        error: null,
        links: {
          task: `${apiUrl}/tasks/video_abc123def456`,
          video: `${apiUrl}/tasks/video_abc123def456/video`,
          redeliver: `${apiUrl}/tasks/video_abc123def456/redeliver`,
        },
      },
    });
  });

  it('tells nothing of the film of a record from before films were read, but what the provider said', () => {
    const { bucket, key, contentType, bytes, sha256 } = completed().video as Video;
    const video = { bucket, key, contentType, bytes, sha256, durationSeconds: 5 };
    const { data } = videoEvent('video.completed', completed({ video }), apiUrl, link);
    expect(data.video).toMatchObject({
      ...{ width: null, height: null, rotation: null, fps: null, codec: null, hasAudio: null },
      ...{
        durationSeconds: 5,
        providerDurationSeconds: null,
        provenance: null,
        lastFrame: null,
        cover: null,
      },
    });
  });

  it('tells why a task failed, and offers no video', () => {
    const error = { code: 'provider_failed', message: '上游提交未返回task_id' } as const;
    const task = aTask({ status: 'failed', error, recordedAt: startOfTests });
    const { data } = videoEvent('video.failed', task, apiUrl, undefined);
    expect(data).toMatchObject({ status: 'failed', error, video: null, model: null, createdAt: null });
    expect(data.links.video).toBeNull();
  });

  it('of processing tells nothing of an end that came meanwhile', () => {
    const task = completed({ processingSince: startOfTests + minute });
    const event = videoEvent('video.processing', task, apiUrl, link);
    expect(event).toMatchObject({ type: 'video.processing', timestamp: '2026-01-01T00:01:00.000Z' });
    expect(event.data).toMatchObject({ status: 'processing', video: null, error: null, finishedAt: null });
  });

  it('is the same whenever it is built', () => {
    const body = () => eventBody(videoEvent('video.completed', completed(), apiUrl, link));
    expect(body()).toBe(body());
  });

  it('encodes an id of any characters in its links', () => {
    const { data } = videoEvent('video.failed', aTask({ taskId: 'a/b?c#d e' }), apiUrl, undefined);
    expect(data.taskId).toBe('a/b?c#d e');
    expect(data.links.task).toBe(`${apiUrl}/tasks/a%2Fb%3Fc%23d%20e`);
  });

  it('stays under 20 kB with the longest of everything that can be registered or answered', () => {
    const character = fc.constantFrom('a', '"', '\u0001', 'é', '漢', '𝕏', '\u2028');
    const text = (maxLength: number) =>
      fc
        .array(character, { minLength: maxLength / 2, maxLength })
        .map((all) => all.join('').slice(0, maxLength));
    const word = 'x'.repeat(32);
    const usageNames = Array.from({ length: 12 }, (_, n) => `${'u'.repeat(38)}${n}`);
    fc.assert(
      fc.property(text(256), text(1_000), (taskId, message) => {
        const url = `https://bucket.s3.amazonaws.com/${encodeURIComponent(taskId.toWellFormed())}?${'x'.repeat(3_000)}`;
        const task = completed({
          taskId: taskId.toWellFormed(),
          metadata: { note: 'x'.repeat(2_000) },
          generation: {
            ...{ resolution: word, ratio: word, fps: 1_000, seed: -(2 ** 53 - 1), serviceTier: word },
            usage: Object.fromEntries(usageNames.map((name) => [name, -(2 ** 53 - 1)])),
          },
          error: { code: 'provider_failed', message },
        });
        const body = eventBody(videoEvent('video.completed', task, apiUrl, { url, expiresAt: startOfTests }));
        expect(Buffer.byteLength(body)).toBeLessThan(maxEventBytes);
        expect(JSON.parse(body).data.metadata.note).toHaveLength(2_000);
      }),
      { numRuns: tries(300) },
    );
  });

  it('shortens a message only as far as it must', () => {
    const message = '漢'.repeat(1_000);
    const task = completed({
      metadata: { note: 'x'.repeat(17_000) },
      error: { code: 'provider_failed', message },
    });
    const body = eventBody(videoEvent('video.completed', task, apiUrl, link));
    expect(Buffer.byteLength(body)).toBeLessThan(maxEventBytes);
    expect(Buffer.byteLength(body)).toBeGreaterThan(maxEventBytes - 500);
    expect(message.startsWith(JSON.parse(body).data.error.message)).toBe(true);
  });
});
