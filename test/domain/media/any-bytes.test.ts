import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMedia } from '../../../lambdas/domain/media/read-media.ts';
import { tries } from '../../support/effort.ts';
import { mediaFile, mediaNames, ranged, streamed } from '../../support/media-files.ts';

const file = fc.constantFrom(...mediaNames).map((name) => mediaFile(name));

/** A real file with a few bytes overwritten: most of them among the first, where the sizes are. */
const mutated = fc
  .tuple(
    file,
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)), {
      minLength: 1,
      maxLength: 12,
    }),
  )
  .map(([bytes, changes]) => {
    const copy = Buffer.from(bytes);
    for (const [where, value] of changes) copy[Math.floor(where ** 3 * (copy.length - 1))] = value;
    return copy;
  });

const headed = fc
  .tuple(
    fc.constantFrom(
      'ftypisom',
      'moov\0\0\0lmvhd',
      'moof\0\0\0\x10mfhd',
      'mdat',
      '\x1aE\xdf\xa3\x84B\x82\x81w\x18S\x80g\xff',
    ),
    fc.uint8Array({ maxLength: 400 }),
  )
  .map(([start, rest]) =>
    Buffer.concat([Buffer.from(start.startsWith('\x1a') ? start : `\0\0\0\x20${start}`, 'latin1'), rest]),
  );

const anything = fc.oneof(
  { weight: 4, arbitrary: mutated },
  { weight: 2, arbitrary: headed },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(file, fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([bytes, share]) => bytes.subarray(0, Math.floor(bytes.length * share))),
  },
);

describe('whatever the bytes are', () => {
  it('they get a verdict, the same in one piece, in many, and by ranges', async () => {
    await fc.assert(
      fc.asyncProperty(anything, fc.array(fc.nat(), { maxLength: 8 }), async (bytes, cuts) => {
        const verdict = streamed(bytes);
        expect(['whole', 'broken', 'not_a_video']).toContain(verdict.kind);
        expect(
          streamed(
            bytes,
            cuts.map((cut) => cut % (bytes.length + 1)),
          ),
        ).toEqual(verdict);
        expect((await ranged(bytes)).verdict).toEqual(verdict);
      }),
      { numRuns: tries(600) },
    );
  });

  it('they are asked for from front to back, which a stream can give', () => {
    const inOrder = (bytes: Buffer) => {
      const reading = readMedia();
      let before = 0;
      for (let state = reading.next(); !state.done; ) {
        const { at, length } = state.value;
        expect(at).toBeGreaterThanOrEqual(before);
        expect(length).toBeGreaterThanOrEqual(0);
        before = Math.min(at, bytes.length);
        state = reading.next({ bytes: bytes.subarray(at, at + length), size: bytes.length });
      }
    };
    for (const name of mediaNames) inOrder(mediaFile(name));
    fc.assert(fc.property(anything, inOrder), { numRuns: tries(200) });
  });

  it('a byte at a time is as good as all at once', () => {
    for (const name of [
      'faststart.mp4',
      'mdat-first.mp4',
      'fragmented.mp4',
      'trailing-sector.mp4',
      'live.webm',
    ]) {
      const bytes = mediaFile(name);
      expect(streamed(bytes, [...bytes.keys()].slice(-tries(bytes.length)))).toEqual(streamed(bytes));
    }
  });
});
