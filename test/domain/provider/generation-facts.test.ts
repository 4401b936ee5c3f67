import { describe, expect, it } from 'vitest';
import { afterAnswer } from '../../../lambdas/domain/polling/after-answer.ts';
import { classify } from '../../../lambdas/domain/provider/classify.ts';
import type { GenerationFacts } from '../../../lambdas/domain/task/generation.ts';
import { aTask, startOfTests } from '../../support/records.ts';

const read = (body: unknown): GenerationFacts | undefined => {
  const answer = classify({ httpStatus: 200, body: JSON.stringify(body), truncated: false });
  return 'generation' in answer ? answer.generation : undefined;
};
const done = { id: 't', status: 'succeeded', content: { video_url: 'https://cdn.example.com/v.mp4' } };

describe('How a video was generated, by the provider’s answer', () => {
  it.each<[string, object, GenerationFacts]>([
    [
      'Ark',
      {
        ...done,
        ...{ resolution: '720p', ratio: '16:9', framespersecond: 24, seed: 10, service_tier: 'flex' },
        usage: { completion_tokens: 108_900, total_tokens: 108_900 },
      },
      {
        ...{ resolution: '720p', ratio: '16:9', fps: 24, seed: 10, serviceTier: 'flex' },
        usage: { completion_tokens: 108_900, total_tokens: 108_900 },
      },
    ],
    [
      'this API of seedance',
      { data: { ...done, actualDuration: 5, totalTokens: 49_005, amount: '1.25' } },
      { usage: { totalTokens: 49_005, amount: 1.25 } },
    ],
    [
      'new-api, around the answer of Ark',
      {
        code: 'success',
        data: {
          task_id: 't',
          status: 'SUCCESS',
          quota: 500_000,
          data: { ...done, resolution: '1080p', usage: { total_tokens: 7 } },
        },
      },
      { resolution: '1080p', usage: { total_tokens: 7, quota: 500_000 } },
    ],
    [
      'OpenAI',
      { id: 'video_1', object: 'video', status: 'in_progress', size: '720x1280', quality: 'standard' },
      { resolution: '720x1280' },
    ],
    ['Pixverse', { ...done, quality: '540p', aspect_ratio: '9:16' }, { resolution: '540p', ratio: '9:16' }],
    ['a relay that says only a height', { ...done, size: '1080' }, { resolution: '1080' }],
    ['a relay that says thousands', { ...done, quality: ' 12k ' }, { resolution: '12k' }],
    [
      'a relay that counts in credits',
      { ...done, credit: 3, creditsUsed: 4 },
      { usage: { credit: 3, creditsUsed: 4 } },
    ],
    ['a fast camera', { ...done, fps: 1_000 }, { fps: 1_000 }],
    ['Kie', { data: { ...done, consumeCredits: 40 } }, { usage: { consumeCredits: 40 } }],
    ['Vidu', { ...done, credits: 4, resolution: '360p' }, { resolution: '360p', usage: { credits: 4 } }],
    [
      'Replicate',
      { ...done, metrics: { predict_time: 61.5, video_output_count: 1 } },
      { usage: { predict_time: 61.5, video_output_count: 1 } },
    ],
    [
      'a relay with camel case and texts',
      { ...done, metadata: { frameRate: '30', usedSeed: '-1', aspectRatio: '1:1', serviceTier: 'default' } },
      { fps: 30, seed: -1, ratio: '1:1', serviceTier: 'default' },
    ],
  ])('is read from an answer of %s', (_, body, facts) => {
    expect(read(body)).toEqual(facts);
  });

  it.each<[string, object]>([
    ['a sentence', { resolution: 'as large as you like, if that is possible at all', ratio: '<script>' }],
    ['something without end', { seed: 1e300, framespersecond: 1e9, service_tier: 'x'.repeat(33) }],
    ['another type', { seed: {}, fps: [24], resolution: true, usage: [1, 2], ratio: null }],
    ['no number', { usage: { total_tokens: 'many', 'a b': 1, ['n'.repeat(50)]: 1 }, amount: 'free' }],
    ['a speed that none has', { fps: 0, frame_rate: -24, frameRate: 1_001 }],
    ['named only a little like a cost', { frame_amount: 120, quota_left: 3, credit_card: 4 }],
    ['a measure among other words', { size: 'up to 720p', quality: '720p or so' }],
    ['a word that ends like a measure', { quality: 'ok' }],
    ['a file’s size or a model’s quality', { size: 8_400_123, quality: 'high' }],
  ])('is left out if it is %s', (_, more) => {
    expect(read({ ...done, ...more })).toBeUndefined();
  });

  it('has at most twelve numbers of usage', () => {
    const usage = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`n${n}`, n]));
    expect(Object.keys(read({ ...done, usage })?.usage ?? {})).toHaveLength(12);
  });

  it('is no part of an answer that says nothing of it', () => {
    expect(read(done)).toBeUndefined();
  });

  it.each(['failed', 'cancelled', 'expired', 'queued', 'running'])(
    'is read while or after %s, too',
    (status) => {
      expect(read({ id: 't', status, seed: 3 })).toEqual({ seed: 3 });
    },
  );
});

describe('The record', () => {
  const poll = (generation?: GenerationFacts) =>
    ({
      answer: { kind: 'pending', status: 'processing', ...(generation && { generation }) },
      polledAt: startOfTests,
      answeredAt: startOfTests + 1,
      giveUpAfterSeconds: 86_400,
    }) as const;

  it('keeps what an earlier answer said of the generation, and takes what a later one says', () => {
    const task = aTask({ generation: { seed: 1, resolution: '480p' } });
    expect(afterAnswer(task, poll({ resolution: '720p' })).generation).toEqual({
      seed: 1,
      resolution: '720p',
    });
    expect(afterAnswer(task, poll())).not.toHaveProperty('generation');
  });
});
