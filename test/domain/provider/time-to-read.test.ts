import { describe, expect, it } from 'vitest';
import { classify } from '../../../lambdas/domain/provider/classify.ts';
import { needsKey } from '../../../lambdas/domain/provider/link-search.ts';

const slashes = '/v1/'.repeat(3_900);

/** Longer ones are not read. */
const answerBytes = 8 * 1024 * 1024;

describe('An answer of the greatest size', () => {
  it('is read in a second or two if its links are long and alike', () => {
    const files = Array.from(
      { length: answerBytes / (slashes.length + 40) },
      () => `https://a.example${slashes}`,
    );
    const body = JSON.stringify({ id: 'x', status: 'succeeded', files, cover: files[0] });
    const start = performance.now();
    const answer = classify({ httpStatus: 200, body, truncated: false, polledId: 'x' });
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(answer).toMatchObject({ kind: 'completed', videoUrl: files[0], stillUrls: { cover: files[0] } });
  }, 120_000);
});

describe('A link', () => {
  it.each([
    ['/v1/videos/a/content', true],
    ['/api/v1beta/files/a/content', true],
    ['/V2/x/CONTENT', true],
    ['/v1//content', true],
    [`${slashes}content`, true],
    ['/v1/content', false],
    ['/v1/videos/contents', false],
    ['/v1x/videos/content', false],
    ['/videos/content', false],
    ['/v1/content/a', false],
  ])('with the path %s needs the key: %s', (path, expected) => {
    expect(needsKey(`https://a.example${path}`)).toBe(expected);
  });
});
