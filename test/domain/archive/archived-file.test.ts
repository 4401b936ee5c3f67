import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../lambdas/adapters/runtime/digest.ts';
import { archivedFile, objectionTo } from '../../../lambdas/domain/archive/archived-file.ts';
import {
  fileNameOf,
  keptKey,
  keyOfFormat,
  stillKey,
  videoKey,
} from '../../../lambdas/domain/archive/video-key.ts';
import { formats, type MediaVerdict, type Whole } from '../../../lambdas/domain/media/verdict.ts';
import { file, key } from '../../support/archive-turns.ts';
import { aTask } from '../../support/records.ts';

const film = { width: 64, height: 48, codec: 'h264', provenance: { c2pa: true, aigcLabel: false } };
const whole: Whole = {
  kind: 'whole',
  checked: 'samples',
  endProved: true,
  facts: { ...formats.webm, ...film, sampleEntry: 'avc1' },
};

describe('an archived file', () => {
  it('is described by its film, and by the store in what the store knows best', () => {
    expect(archivedFile(file, whole)).toEqual({ ...film, ...file });
  });

  it('is described by the store alone, if it could not be read', () => {
    expect(archivedFile(file, { kind: 'not_a_video', looksLike: 'unknown' })).toEqual(file);
  });
});

describe('why a file is not announced', () => {
  const broken = { kind: 'broken', reason: 'truncated', detail: 'The end is missing.' } as const;
  it.each<[MediaVerdict, string | undefined]>([
    [whole, undefined],
    [{ ...broken, format: formats.mp4 }, 'The file is broken (truncated): The end is missing.'],
    [{ kind: 'not_a_video', looksLike: 'empty' }, 'The source is empty'],
    [{ kind: 'not_a_video', looksLike: 'unknown' }, 'What the link leads to is not a video'],
    [{ kind: 'not_a_video', looksLike: 'html' }, 'What the link leads to is not a video (html)'],
  ])('%# is a sentence for people', (verdict, sentence) => {
    expect(objectionTo(verdict)).toBe(sentence);
  });
});

describe('the name of a file', () => {
  it('ends in what the file is, whatever else is in it', () => {
    expect(keyOfFormat('videos/o/a.mp4.b.mp4', { extension: '.webm' })).toBe('videos/o/a.mp4.b.webm');
  });

  it('of a picture is that of its video and the picture’s own', () => {
    const png = { extension: '.png' };
    expect(stillKey('videos/o/a.mp4.b.mp4', 'lastFrame', png)).toBe('videos/o/a.mp4.b.last-frame.png');
    expect(stillKey(key, 'cover', png)).toBe(key.replace('.mp4', '.cover.png'));
  });

  it('is kept in another folder, if it is broken', () => {
    expect(keptKey('videos/o/videos/a.mp4')).toBe('broken/o/videos/a.mp4');
  });

  it('is what a browser saves it as, without its folders', () => {
    expect(fileNameOf(key)).toBe('video_abc123def456.mp4');
  });

  it('can be recognised, and is short enough for a file system, whatever the id', () => {
    const nameOf = (taskId: string) => fileNameOf(videoKey(aTask({ taskId }), sha256Hex));
    expect(nameOf('a/b c')).toMatch(/^a_b_c![0-9a-f]{32}\.mp4$/);
    expect(nameOf('x'.repeat(256)).length).toBeLessThan(255);
  });
});
