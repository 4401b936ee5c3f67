import { describe, expect, it } from 'vitest';
import { readSampleEntry } from '../../../lambdas/domain/media/sample-entry.ts';
import { box, u32 } from '../../../lib/local/provider/boxes.ts';

const one = 0x1_0000;
const boxOf = (bytes: Buffer) => ({
  type: bytes.toString('latin1', 4, 8),
  from: 8,
  to: bytes.length,
  overruns: false,
});

describe('a sample entry', () => {
  const entry = (type: string, ...rest: (Buffer | string)[]) => {
    const stsd = box('stsd', u32(0, 1), box(type, Buffer.alloc(24), u32(64 * one + 48), ...rest));
    return (handler: string) => readSampleEntry(stsd, boxOf(stsd), handler);
  };

  it.each(
    Object.entries({
      h264: 'avc1 avc2 avc3 avc4 dva1 dvav',
      hevc: 'hvc1 hev1 hvc2 hev2 dvh1 dvhe',
      prores: 'apcn apch apcs apco ap4h ap4x',
      vvc: 'vvc1 vvi1',
      av1: 'av01 dav1',
      h263: 's263 H263 h263',
    }),
  )('of %s has many names', (codec, types) => {
    for (const type of types.split(' '))
      expect(entry(type)('vide')).toEqual({ type, codec, width: 64, height: 48 });
  });

  it.each([
    ['evc1', 'evc'],
    ['vp08', 'vp8'],
    ['vp09', 'vp9'],
    ['mp4v', 'mpeg4'],
    ['jpeg', 'mjpeg'],
    ['mjpa', 'mjpeg'],
    ['mjpb', 'mjpegb'],
    ['png ', 'png'],
    ['raw ', 'rawvideo'],
    ['mp2v', 'mpeg2video'],
    ['XY Z', 'xy z'],
    ['odd ', 'odd'],
  ])('%j is the codec %s', (type, codec) => {
    expect(entry(type)('vide')).toMatchObject({ type, codec });
  });

  it('has no size if it is sound', () => {
    expect(entry('mp4a')('soun')).toEqual({ type: 'mp4a', codec: 'mp4a', width: 0, height: 0 });
  });

  it('that is encrypted has the name of what is hidden in it', () => {
    const hidden = (type: string, fields: number, ...boxes: Buffer[]) =>
      entry(type, Buffer.alloc(fields - 28), ...boxes);
    const sinf = box('sinf', box('schm', 'cenc'), box('frma', 'hvc1'));
    expect(hidden('encv', 78, box('free'), sinf)('vide')).toMatchObject({ type: 'hvc1', codec: 'hevc' });
    expect(hidden('enca', 28, sinf)('soun')).toMatchObject({ type: 'hvc1' });
    expect(hidden('encv', 78, box('free', box('frma', 'hvc1')))('vide')).toMatchObject({ type: 'encv' });
    expect(hidden('xenv', 78, sinf)('vide')).toMatchObject({ type: 'xenv' });
  });

  it('is none if there is none, or it is cut', () => {
    const stsd = box('stsd', u32(0, 0));
    expect(readSampleEntry(stsd, boxOf(stsd), 'vide')).toBeUndefined();
    const cut = box('stsd', u32(0, 1, 900), 'avc1');
    expect(readSampleEntry(cut, boxOf(cut), 'vide')).toBeUndefined();
  });
});
