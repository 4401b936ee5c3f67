import { describe, expect, it } from 'vitest';
import { formats } from '../../../lambdas/domain/media/verdict.ts';
import { box } from '../../../lib/local/provider/boxes.ts';
import { boxesOf, edit, named, patched, placesOf } from '../../support/media-boxes.ts';
import { mediaFile, streamed } from '../../support/media-files.ts';

const film = mediaFile('moov-last.mp4');
const fragments = mediaFile('default-base-moof.mp4');
const place = (file: Buffer, type: string, index = 0) => placesOf(file, type)[index] as number;
const whole = (file: Buffer) => {
  const verdict = streamed(file);
  if (verdict.kind !== 'whole') throw new Error(JSON.stringify(verdict));
  return verdict;
};
const factsOf = (file: Buffer) => whole(file).facts;
const without = (file: Buffer, type: string) =>
  Buffer.concat(boxesOf(file).flatMap((each) => (each.type === type ? [] : [each.bytes])));
/** The places of numbers in boxes of version 0. */
const [movieDuration, trackTimescale] = [24, 20];

describe('how long a film is', () => {
  const unsaid = (file: Buffer) => edit(file, 'mvhd', (mvhd) => patched(mvhd, movieDuration, 0));
  const untimed = (file: Buffer) => edit(file, 'mdhd', (mdhd) => patched(mdhd, trackTimescale, 0));

  it('is as long as its frames, if its index does not say it', () => {
    expect(factsOf(film).durationSeconds).toBe(1);
    expect(factsOf(patched(film, place(film, 'mvhd') + movieDuration, 5_000)).durationSeconds).toBe(5);
    expect(factsOf(unsaid(film)).durationSeconds).toBe(1.064);
    expect(factsOf(unsaid(mediaFile('video-only.mp4'))).durationSeconds).toBe(1);
  });

  it('is as long as its picture or its sound, whatever its other tracks are', () => {
    const file = unsaid(mediaFile('timecode.mov'));
    const place1 = place(file, 'stts', 1);
    expect(factsOf(patched(file, place1 + 20, 1_000_000)).durationSeconds).toBe(1);
  });

  it('is not said, nor how many frames a second, if there is no time at all', () => {
    const facts = factsOf(untimed(unsaid(film)));
    expect(facts).not.toHaveProperty('durationSeconds');
    expect(facts).not.toHaveProperty('fps');
    const still = edit(film, 'stts', (stts) => patched(stts, 20, 0));
    expect(factsOf(still)).not.toHaveProperty('fps');
    expect(factsOf(still)).toMatchObject({ durationSeconds: 1, codec: 'h264' });
  });
});

describe('the size of a picture', () => {
  const picture = (change: (film: Buffer, entry: number, header: number) => void) => {
    const file = Buffer.from(film);
    change(file, place(file, 'stsd') + 16, place(file, 'tkhd'));
    const { width, height } = factsOf(file);
    return { width, height };
  };

  it('is what is stored, not what is shown', () => {
    const shown = picture(
      (file, _, header) => file.writeUInt16BE(128, header + 84) && file.writeUInt16BE(96, header + 88),
    );
    expect(shown).toEqual({ width: 64, height: 48 });
  });

  it('is what is shown, if nothing else is said', () => {
    expect(picture((file, entry) => file.fill(0, entry + 32, entry + 36))).toEqual({ width: 64, height: 48 });
    const wide = picture((file, entry, header) => {
      file.fill(0, entry + 32, entry + 36);
      file.fill(0, header + 84, header + 92);
    });
    expect(wide).toEqual({ width: undefined, height: undefined });
  });
});

describe('sound', () => {
  it('is there if its track has frames', () => {
    const names = ['traf', 'free'];
    const silent = Buffer.from(fragments);
    for (const [index, at] of placesOf(fragments, 'traf').entries())
      silent.write(names[index % 2] as string, at + 4, 'latin1');
    expect(factsOf(fragments).hasAudio).toBe(true);
    expect(factsOf(silent)).toMatchObject({ hasAudio: false, width: 64 });
  });

  it('may be there or not, if the index is packed', () => {
    const packed = Buffer.concat([
      named(film, 'ftyp'),
      box('moov', box('cmov', 'packed')),
      named(film, 'mdat'),
    ]);
    expect(whole(packed)).toEqual({
      ...{ kind: 'whole', checked: 'structure', endProved: false },
      facts: { ...formats.mp4, provenance: { c2pa: false, aigcLabel: false } },
    });
    const cut = streamed(packed.subarray(0, -1));
    expect(cut).toMatchObject({ kind: 'broken', reason: 'truncated', facts: { container: 'mp4' } });
    expect(cut).not.toHaveProperty('facts.hasAudio');
  });
});

describe('a film without a brand', () => {
  it('is QuickTime’s, if it is not in fragments', () => {
    const old = mediaFile('no-ftyp.mov');
    expect(factsOf(old)).toMatchObject(formats.mov);
    expect(streamed(old.subarray(0, -1))).toMatchObject({ kind: 'broken', format: formats.mov });
    const bare = without(fragments, 'ftyp');
    expect(factsOf(bare)).toMatchObject(formats.mp4);
    expect(streamed(bare.subarray(0, -1))).toMatchObject({ kind: 'broken', format: formats.mp4 });
  });
});

describe('the end of a film', () => {
  it('is proved by an index of all frames, or by the index after the last fragment', () => {
    expect(whole(film).endProved).toBe(true);
    expect(whole(fragments).endProved).toBe(true);
    const open = without(fragments, 'mfra');
    expect(whole(open).endProved).toBe(false);
    expect(whole(Buffer.concat([fragments, open])).endProved).toBe(false);
  });

  it('is not proved if fragments may follow, or do though the index has none', () => {
    const start = mediaFile('first-fragment-in-moov.mp4');
    expect(whole(start.subarray(0, place(start, 'moof'))).endProved).toBe(false);
    expect(
      whole(
        edit(without(fragments, 'mfra'), 'mvex', (mvex) =>
          Buffer.concat([mvex.subarray(0, 4), Buffer.from('free'), mvex.subarray(8)]),
        ),
      ).endProved,
    ).toBe(false);
  });
});
