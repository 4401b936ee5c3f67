import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formats } from '../../../lambdas/domain/media/verdict.ts';
import { box } from '../../../lib/local/provider/boxes.ts';
import { boxesOf, placesOf } from '../../support/media-boxes.ts';
import { mediaFile, mediaNames, ranged, streamed } from '../../support/media-files.ts';

/** The figures that ffprobe 5.1 prints for each file: pixels, average frame rate, codec, its tag, sound, duration. */
const probed = [
  ['aigc-box.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['aigc-comment.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', false, 1],
  ['aigc-key.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['aigc-tag.webm', 'webm', 64, 48, 24, 'vp8', 'V_VP8', false, 1],
  ['aigc-xmp.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['av1.mp4', 'mp4', 64, 64, 24, 'av1', 'av01', false, 1],
  ['av1.webm', 'webm', 64, 64, 24, 'av1', 'V_AV1', false, 1],
  ['brand.m4v', 'm4v', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['c2pa-last.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['c2pa.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['cmaf.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', false, 1],
  ['co64.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['dash-segments.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', false, 1],
  ['dash-sidx.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1.083],
  ['default-base-moof.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1.083],
  ['delayed-sound.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1.25],
  ['edit-list.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 0.601],
  ['empty-track.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['every-frame.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', false, 1],
  ['faststart.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['first-fragment-in-moov.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1.083],
  ['fragmented.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1.083],
  ['free-first.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['global-sidx.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', false, 1],
  ['h264.mkv', 'mkv', 64, 48, 24, 'h264', 'V_MPEG4/ISO/AVC', true, 1.064],
  ['hevc.mp4', 'mp4', 64, 48, 24, 'hevc', 'hvc1', true, 1],
  ['large-size.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['live.webm', 'webm', 64, 48, 24, 'vp8', 'V_VP8', false, undefined],
  ['mdat-first.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['mdat-to-end.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['mkvmerge.mkv', 'mkv', 64, 48, 24, 'h264', 'V_MPEG4/ISO/AVC', true, 1.088],
  ['moov-last.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['mpeg4-part2.mp4', 'mp4', 64, 48, 24, 'mpeg4', 'mp4v', false, 1],
  ['mvhd-version-1.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['no-ftyp.mov', 'mov', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['ntsc.mp4', 'mp4', 64, 48, 29.97, 'h264', 'avc1', false, 1.001],
  ['odd-size.mp4', 'mp4', 63, 47, 24, 'h264', 'avc1', false, 1],
  ['one-frame.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', false, 0.042],
  ['opus.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['phone.3gp', '3gp', 176, 144, 15, 'h263', 's263', false, 0.4],
  ['piped.webm', 'webm', 64, 48, 24, 'vp9', 'V_VP9', false, 1],
  ['prores.mov', 'mov', 64, 48, 24, 'prores', 'apco', false, 0.125],
  ['quicktime.mov', 'mov', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['rotated.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['separate-moof.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1.083],
  ['silent-pcm.mov', 'mov', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['skip-first.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['stz2.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['tagged.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['timecode.mov', 'mov', 64, 48, 24, 'h264', 'avc1', false, 1],
  ['trailing-newline.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['trailing-sector.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['trailing-unknown-box.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['trailing-zeros.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['two-mdats.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['unknown-boxes.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', true, 1],
  ['variable-rate.mp4', 'mp4', 64, 48, 11, 'h264', 'avc1', false, 0.917],
  ['video-only.mp4', 'mp4', 64, 48, 24, 'h264', 'avc1', false, 1],
  ['vp8.webm', 'webm', 64, 48, 24, 'vp8', 'V_VP8', true, 1.008],
  ['vp9.mp4', 'mp4', 64, 48, 24, 'vp9', 'vp09', false, 1],
  ['vp9.webm', 'webm', 64, 48, 24, 'vp9', 'V_VP9', false, 1],
] as const;

const labelled = ['aigc-box.mp4', 'aigc-comment.mp4', 'aigc-key.mp4', 'aigc-tag.webm', 'aigc-xmp.mp4'];
/** Cut between two fragments or clusters, they would look whole. */
const openEnded = ['dash-segments.mp4', 'live.webm', 'piped.webm'];
const signed = ['c2pa-last.mp4', 'c2pa.mp4'];

describe('a whole video is never refused', () => {
  it('each file in the folder is checked here, and the folder says how it was made', () => {
    expect(probed.map(([name]) => name)).toEqual(mediaNames);
    const readme = readFileSync(join(import.meta.dirname, 'files/README.md'), 'utf8');
    expect(mediaNames.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it.each(probed)('%s is whole, with the facts that ffprobe finds', async (name, ...figures) => {
    const [container, width, height, fps, codec, sampleEntry, hasAudio, durationSeconds] = figures;
    const verdict = streamed(mediaFile(name));
    expect(verdict).toEqual({
      kind: 'whole',
      checked: /webm|mkv/.test(container) ? 'structure' : 'samples',
      endProved: !openEnded.includes(name),
      facts: {
        ...formats[container],
        ...{ width, height, fps, codec, sampleEntry, hasAudio },
        ...(durationSeconds !== undefined && { durationSeconds }),
        ...(name === 'rotated.mp4' && { rotation: 270 }),
        provenance: { c2pa: signed.includes(name), aigcLabel: labelled.includes(name) },
      },
    });
    const stored = await ranged(mediaFile(name));
    expect(stored).toEqual({ verdict, requests: 1 });
  });

  it.each(['fragmented.mp4', 'cmaf.mp4', 'separate-moof.mp4'])(
    '%s is whole with zeros that no frame needs at the end of a fragment',
    (name) => {
      const boxes = boxesOf(mediaFile(name));
      const last = boxes.findLastIndex(({ type }) => type === 'mdat');
      const padded = boxes.map(({ type, bytes }, index) =>
        index === last ? box(type, bytes.subarray(8), Buffer.alloc(3_000)) : bytes,
      );
      expect(streamed(Buffer.concat(padded))).toMatchObject({ kind: 'whole', checked: 'samples' });
    },
  );

  it('an unknown codec is called by its letters, without those that no header or log may hold', () => {
    const file = Buffer.from(mediaFile('faststart.mp4'));
    const entryAt = (placesOf(file, 'stsd')[0] ?? 0) + 16;
    file.write('X\n\xff1', entryAt + 4, 'latin1');
    expect(streamed(file)).toMatchObject({ kind: 'whole', facts: { codec: 'x??1', sampleEntry: 'X??1' } });
  });
});
