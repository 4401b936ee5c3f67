import { describe, expect, it } from 'vitest';
import { holdsTag, readDuration, readTracks } from '../../../lambdas/domain/media/matroska-facts.ts';
import {
  body,
  cluster,
  double,
  element,
  frames,
  head,
  hex,
  info,
  number,
  open,
  segment,
  size,
  text,
  track,
  tracks,
  video,
  whole,
} from '../../support/matroska-elements.ts';
import { streamed, verdictOn } from '../../support/media-files.ts';

const live = Buffer.concat([head, open('18538067', ...body)]);
const brief = async (file: Buffer) => {
  const verdict = await verdictOn(file);
  return verdict.kind === 'broken' ? `${verdict.reason}: ${verdict.detail}` : verdict.kind;
};

describe('a WebM file', () => {
  it('is whole with its facts', () => {
    expect(streamed(whole)).toMatchObject({
      ...{ kind: 'whole', checked: 'structure' },
      facts: {
        container: 'webm',
        codec: 'vp9',
        width: 64,
        height: 48,
        fps: 25,
        durationSeconds: 1.5,
        hasAudio: false,
      },
    });
    const other = Buffer.concat([element('1a45dfa3', element('4282', text('matroska'))), segment(...body)]);
    expect(streamed(other)).toMatchObject({ facts: { container: 'mkv' } });
  });

  it('is cut where its segment or an element goes on, with the facts that are there', async () => {
    const { length } = whole;
    expect(await brief(whole.subarray(0, -1))).toBe(
      `truncated: An element ends at byte ${length} of a file of ${length - 1} bytes.`,
    );
    const at = length - cluster().length;
    expect(await brief(whole.subarray(0, at))).toBe(
      `truncated: The segment ends at byte ${length} of a file of ${at} bytes.`,
    );
    expect(await brief(whole.subarray(0, at + 5))).toBe(
      `truncated: The file ends within an element at byte ${at}.`,
    );
    expect(streamed(whole.subarray(0, -1))).toMatchObject({
      format: { container: 'webm' },
      facts: { codec: 'vp9', durationSeconds: 1.5 },
    });
    expect(streamed(head)).not.toHaveProperty('facts');
  });

  it('may be followed by anything, and by zeros', async () => {
    for (const tail of [
      text('the end'),
      Buffer.alloc(100_000),
      element('bf', text('crc')),
      Buffer.from([0]),
    ]) {
      expect(await brief(Buffer.concat([whole, tail]))).toBe('whole');
    }
  });

  it('is broken where other bytes or zeros are in its segment', async () => {
    const at = head.length + segment().length + info.length + tracks(video).length;
    const odd = (bytes: Buffer) =>
      brief(Buffer.concat([head, segment(info, tracks(video), bytes, cluster())]));
    expect(await odd(Buffer.from([0, 1, 2]))).toBe(`malformed: At byte ${at}, the file is no elements.`);
    const zeros = Buffer.concat([head, segment(info, tracks(video), Buffer.alloc(90_000))]);
    expect(await brief(zeros)).toBe(`no_media_data: From byte ${at} on, the file is zeros.`);
    const late = Buffer.concat([head, segment(info, tracks(video), Buffer.alloc(90_000), text('x'))]);
    expect(await brief(late)).toBe(`malformed: At byte ${at}, the file is no elements.`);
  });

  it('is broken where an element reaches out of its segment, or holds a part of one', async () => {
    const long = Buffer.concat([head, segment(...body, cluster()).subarray(0, -cluster().length)]);
    long.set(size(segment(...body, cluster()).length - 12 - 5), head.length + 4);
    const file = Buffer.concat([long, cluster()]);
    const end = head.length + 12 + Buffer.concat([...body, cluster()]).length;
    expect(await brief(file)).toBe(
      `malformed: An element ends at byte ${end}, after its segment's end at ${end - 5}.`,
    );
    const part = Buffer.concat([head, segment(element('1654ae6b', video, Buffer.from([0x83])), cluster())]);
    expect(await brief(part)).toBe(`malformed: The element at byte ${head.length + 24} holds a part of one.`);
  });

  it('needs a list of tracks, a picture in it, and data', async () => {
    const of = (...parts: readonly Buffer[]) => brief(Buffer.concat([head, segment(...parts)]));
    expect(await of(info, cluster())).toBe('no_movie: The file has no list of tracks.');
    expect(await of(tracks(), cluster())).toBe('no_samples: The list of tracks has no picture.');
    expect(await of(tracks(track(17, 'S_TEXT')), cluster())).toBe(
      'no_samples: The list of tracks has no picture.',
    );
    expect(await of(tracks(video))).toBe('no_media_data: The file has no cluster with data.');
    expect(await of(tracks(video), cluster(Buffer.alloc(0)))).toBe(
      'no_media_data: The file has no cluster with data.',
    );
    expect(await of(tracks(track(2, 'A_OPUS')), cluster())).toBe('not_a_video');
  });

  it('has no cluster that begins or ends in zeros, unless its sound or its picture may', async () => {
    const hole = (zeros: number, ...list: readonly Buffer[]) =>
      brief(
        Buffer.concat([
          head,
          segment(tracks(...list), cluster(Buffer.concat([frames, Buffer.alloc(zeros)]))),
        ]),
      );
    const at = head.length + 12 + tracks(video).length;
    expect(await hole(512, video)).toBe(`no_media_data: The cluster at byte ${at} ends in zeros.`);
    expect(await hole(511, video)).toBe('whole');
    expect(await hole(512, video, track(2, 'A_PCM/INT/LIT'))).toBe('whole');
    expect(await hole(512, video, track(2, 'A_OPUS'))).toMatch(/ends in zeros/);
    expect(await hole(512, track(1, 'V_FFV1'))).toBe('whole');
    const small = (zeros: number) =>
      brief(
        Buffer.concat([
          head,
          segment(tracks(video), cluster(Buffer.concat([Buffer.alloc(zeros, 7), Buffer.alloc(zeros)]))),
        ]),
      );
    expect(await small(16)).toMatch(/ends in zeros/);
    expect(await small(15)).toBe('whole');
    const begins = Buffer.concat([
      head,
      segment(tracks(video), cluster(Buffer.concat([Buffer.from([0]), frames]))),
    ]);
    expect(await brief(begins)).toBe(`no_media_data: The cluster at byte ${at} begins with zeros.`);
  });
});

describe('a live recording', () => {
  it('is whole at the end of any element, and may be followed by zeros', async () => {
    expect(await brief(live)).toBe('whole');
    expect(await brief(Buffer.concat([live, cluster()]))).toBe('whole');
    expect(await brief(Buffer.concat([live, Buffer.alloc(9)]))).toBe('whole');
    expect(await brief(live.subarray(0, -1))).toMatch(/^truncated: An element ends at byte/);
    expect(await brief(Buffer.concat([live, Buffer.from([0, 5])]))).toMatch(/^malformed: At byte/);
  });

  it('may have clusters of unknown size, whose blocks are data', async () => {
    const block = element('a3', frames);
    const of = (...parts: readonly Buffer[]) =>
      brief(Buffer.concat([head, open('18538067', tracks(video), ...parts)]));
    expect(await of(open('1f43b675', number('e7', 0), block), open('1f43b675', block))).toBe('whole');
    expect(await of(open('1f43b675'))).toBe('no_media_data: The file has no cluster with data.');
    expect(await of(open('1f43b675'), info)).toBe('no_media_data: The file has no cluster with data.');
    expect(await of(open('a0', block))).toBe('no_media_data: The file has no cluster with data.');
  });
});

describe('what a list of tracks says', () => {
  it.each([
    ['V_VP8', 'vp8'],
    ['V_AV1', 'av1'],
    ['V_THEORA', 'theora'],
    ['V_PRORES', 'prores'],
    ['V_MJPEG', 'mjpeg'],
    ['V_MPEG4/ISO/AVC', 'h264'],
    ['V_MPEGH/ISO/HEVC', 'hevc'],
    ['V_MPEG4/ISO/ASP', 'mpeg4'],
    ['V_FFV1', 'ffv1'],
    ['V_ODD', 'v_odd'],
  ])('of %s is the codec %s', (sampleEntry, codec) => {
    expect(readTracks(track(1, sampleEntry))).toEqual({
      picture: true,
      sound: false,
      pcm: false,
      codec,
      sampleEntry,
    });
  });

  it('is of the first picture, and of all sounds', () => {
    const list = Buffer.concat([
      element('ec', number('83', 1)),
      track(2, 'A_PCM/INT/LIT'),
      video,
      track(1, 'V_AV1'),
      track(2, 'A_OPUS'),
    ]);
    expect(readTracks(list)).toMatchObject({ picture: true, sound: true, pcm: true, codec: 'vp9', fps: 25 });
    expect(readTracks(track(2, 'A_OPUS'))).toEqual({ picture: false, sound: true, pcm: false });
    expect(readTracks(track(2, 'X_A_PCM')).pcm).toBe(false);
    expect(readTracks(element('ae', video))).toMatchObject({ picture: false });
  });

  it('is a length in any scale, if it can be one', () => {
    const length = (...fields: readonly Buffer[]) => readDuration(Buffer.concat(fields));
    expect(length(element('4489', double(2_000)))).toBe(2);
    expect(length(number('2ad7b1', 500_000), element('4489', double(2_000)))).toBe(1);
    expect(length(element('4489', double(2_000)), number('2ad7b1', 500_000))).toBe(1);
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY, -5, 0])
      expect(length(element('4489', double(none)))).toBe(0);
    expect(length()).toBe(0);
  });

  it('is generated, if a tag says so', () => {
    expect(holdsTag(Buffer.concat([hex('45a384'), text('AIGC')]))).toBe(true);
    expect(holdsTag(text('{"ContentProducer":"1","ProduceID":"2"}'))).toBe(true);
    for (const none of ['AIGC', 'ContentProducer', 'ProduceID', '']) expect(holdsTag(text(none))).toBe(false);
  });
});
