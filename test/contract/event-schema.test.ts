import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { VideoEvent } from '../../lambdas/contract/video-event.ts';
import { eventBody, videoEvent } from '../../lambdas/domain/callbacks/event.ts';
import { failureReasons } from '../../lambdas/domain/task/failure-reason.ts';
import { type EventType, eventTypes, type Task } from '../../lambdas/domain/task/task.ts';
import { hour } from '../../lambdas/domain/task/time.ts';
import { aTask, startOfTests } from '../support/records.ts';
import { filmOfBytes } from '../support/video-server.ts';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/event.schema.json'), 'utf8'));
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
formats.default(ajv);
const valid = ajv.compile(schema);

const url = 'https://bucket.s3.amazonaws.com/key?X-Amz-Signature=abc';
const link = { url, expiresAt: startOfTests + hour };
const video = { bucket: 'b', key: 'k', contentType: 'video/mp4', bytes: 7, sha256: 'a'.repeat(64) };
const error = { code: 'provider_failed', message: 'no' } as const;

const tasks: Readonly<Record<EventType, Partial<Task>>> = {
  'video.completed': { status: 'completed', video },
  'video.failed': { status: 'failed', error },
  'video.cancelled': { status: 'cancelled', error: { code: 'provider_cancelled', message: '' } },
  'video.expired': { status: 'expired', error: { code: 'deadline_exceeded', message: 'late' } },
  'video.processing': { status: 'processing', processingSince: startOfTests },
};
const sent = (type: EventType, more: Partial<Task> = {}) =>
  JSON.parse(
    eventBody(
      videoEvent(
        type,
        aTask({ recordedAt: startOfTests, ...tasks[type], ...more }),
        'https://api.example.com/v1',
        link,
      ),
    ),
  );

describe('The event’s JSON Schema', () => {
  it.each(eventTypes)('holds for %s, with all that may be known and with the least', (type) => {
    const film = {
      ...filmOfBytes,
      rotation: 90 as const,
      providerDurationSeconds: 5,
      lastFrame: { ...video, contentType: 'image/png' },
    };
    const withFilm = type === 'video.completed' ? { video: { ...video, ...film } } : {};
    const generation = {
      ...{ resolution: '720p', ratio: '16:9', fps: 24, seed: 7, serviceTier: 'flex' },
      usage: { total_tokens: 108_900 },
    };
    for (const more of [
      {},
      { model: 'm', generation, createdAt: 1, finishedAt: 2, metadata: { a: 'b' }, ...withFilm },
    ]) {
      expect(valid(sent(type, more)) || valid.errors).toBe(true);
    }
  });

  it('names every field that is sent, and no other', () => {
    const names = (value: object) => Object.keys(value).sort();
    const event = sent('video.completed');
    expect(names(schema.properties)).toEqual(names(event));
    expect(names(schema.properties.data.properties)).toEqual(names(event.data));
    expect(names(schema.$defs.video.properties)).toEqual(names(event.data.video));
    const { generation } = sent('video.completed', { generation: { seed: 1 } }).data;
    expect(names(schema.$defs.generation.properties)).toEqual(names(generation));
    expect(names(schema.$defs.links.properties)).toEqual(names(event.data.links));
    expect(names(schema.$defs.error.properties)).toEqual(names(sent('video.failed').data.error));
    expect(schema.properties.type.enum.toSorted()).toEqual([...eventTypes].sort());
  });

  it('has the reasons of an error that the product has', () => {
    expect(schema.$defs.error.properties.reason.enum).toEqual([...failureReasons]);
  });

  it('does not hold for what is never sent', () => {
    const event = sent('video.completed');
    expect(valid({ ...event, type: 'video.failed' })).toBe(false);
    expect(valid({ ...event, data: { ...event.data, video: null } })).toBe(false);
    expect(valid({ ...event, data: { ...event.data, error } })).toBe(false);
    expect(valid({ ...event, timestamp: 'yesterday' })).toBe(false);
    expect(valid({ ...event, data: { ...event.data, metadata: { n: 1 } } })).toBe(false);
  });
});

describe('The event’s type', () => {
  it('decides what the data hold', () => {
    const read = (event: VideoEvent): string => {
      switch (event.type) {
        case 'video.completed':
          return event.data.video.url;
        case 'video.processing':
          return event.data.status;
        default:
          return event.data.error.code;
      }
    };
    expect(read(sent('video.completed'))).toBe(url);
    expect(read(sent('video.processing'))).toBe('processing');
    expect(read(sent('video.expired'))).toBe('deadline_exceeded');
  });
});
