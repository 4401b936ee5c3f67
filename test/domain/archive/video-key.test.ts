import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256Hex } from '../../../lambdas/adapters/runtime/digest.ts';
import { videoKey } from '../../../lambdas/domain/archive/video-key.ts';
import { aTask } from '../../support/records.ts';

const keyOf = (owner: string, taskId: string) => videoKey(aTask({ owner, taskId }), sha256Hex);

test('a key holds the owner, the day in UTC and the task', () => {
  expect(keyOf('owner1', 'video_abc123')).toBe('videos/owner1/2026/01/01/video_abc123.mp4');
});

test('the day is that of the provider, where it is known', () => {
  const createdAt = Date.UTC(2026, 11, 31, 23, 59);
  const key = videoKey(aTask({ createdAt }), sha256Hex);
  expect(key).toBe('videos/owner1/2026/12/31/video_abc123def456.mp4');
});

test('no id, whatever it holds, leads out of its place or makes a key that the store refuses', () => {
  const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 256 });
  fc.assert(
    fc.property(id, id, (owner, taskId) => {
      const key = keyOf(owner, taskId);
      expect(key).toMatch(/^videos\/[\w.!-]+\/2026\/01\/01\/[\w.!-]+\.mp4$/);
      expect(key.split('/').some((segment) => segment === '.' || segment === '..')).toBe(false);
      expect(key.length).toBeLessThan(1024);
    }),
  );
});

test('ids that differ have keys that differ', () => {
  const tricky = [
    'a/b',
    'a_b',
    'a b',
    '../a',
    '..',
    '.',
    'a.mp4',
    'a',
    'é',
    'e',
    'A',
    `a_b!${sha256Hex('a/b')}`,
  ];
  const long = ['x'.repeat(200), `${'x'.repeat(200)}y`];
  const keys = [...tricky, ...long].map((id) => keyOf('owner1', id));
  expect(new Set(keys).size).toBe(keys.length);
});

test('a file of another provider than the first lies in a folder of its name', () => {
  const ark = { taskId: 'ark:cgt-1', provider: 'ark', providerTaskId: 'cgt-1' };
  expect(videoKey(aTask(ark), sha256Hex)).toBe('videos/owner1/2026/01/01/ark/cgt-1.mp4');
  expect(videoKey(aTask({ taskId: 'cgt-1', provider: 'ark' }), sha256Hex)).toBe(
    'videos/owner1/2026/01/01/ark/cgt-1.mp4',
  );
});
