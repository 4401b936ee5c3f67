import { expect, test } from 'vitest';
import { isVideo } from '../../../../../lib/local/chaos/check/file-keys.ts';

test('a broken file that is kept is no video, wherever it is kept', () => {
  const kept = new Set(['videos/o/2026/01/01/video_a.mp4', 'broken/o/2026/01/01/video_b.mp4']);
  expect([...kept].filter((key) => isVideo(key, kept))).toEqual([]);
  expect(isVideo('broken/o/2026/01/01/video_c.mp4', kept)).toBe(false);
  expect(isVideo('videos/o/2026/01/01/video_b.mp4', kept)).toBe(true);
});
