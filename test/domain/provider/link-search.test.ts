import { describe, expect, it } from 'vitest';
import { needsKey, searchVideoLink } from '../../../lambdas/domain/provider/link-search.ts';

/** A link that says nothing of itself. */
const bare = 'https://cdn.example.com/object/8f2a';
const other = 'https://cdn.example.com/object/9b3c';
const file = 'https://cdn.example.com/out.mp4';
const words = (text: string) => text.split(' ');

describe('a link of unknown kind', () => {
  it.each(
    words(
      'url urls link links href file files result results output outputs download downloads generated generations ' +
        'asset assets content media data work works resource resources video_url videoUrl video_uri resultUrl result_urls ' +
        'output_link outputLinks download_file downloadFiles play_url movie film clip mp4 original_video sources urli',
    ),
  )('is the video if it is named %s', (name) => {
    const named = { [name]: bare };
    expect(searchVideoLink(named)).toBe(/^(?:sources|urli)$/.test(name) ? undefined : bare);
  });

  it.each(
    words(
      'page see where target website getter webinar selfie docsy nourl result_page my_results display id',
    ),
  )('is not the video if it is named %s', (name) => {
    expect(searchVideoLink({ [name]: bare })).toBeUndefined();
  });
});

describe('a video file', () => {
  it.each(
    words(
      'getter target_get webinar web_link selfie himself docsy mydocs resource sources original displays',
    ),
  )('is found under %s, which only sounds like something else', (name) => {
    expect(searchVideoLink({ [name]: file })).toBe(file);
  });

  it.each(
    words(
      'get web self doc docs help error redirect homepage watermark_config watermarkConfig source origin status_url',
    ),
  )('is not the result under %s', (name) => {
    expect(searchVideoLink({ [name]: file })).toBeUndefined();
  });

  it.each(words('mp4 mov m4v webm mkv MP4'))('may end in .%s, whatever follows', (ending) => {
    const link = `https://cdn.example.com/out.${ending}?sign=1`;
    expect(searchVideoLink({ where: link })).toBe(link);
  });

  it('is no file that only has such a name in it', () => {
    expect(searchVideoLink({ where: 'https://cdn.example.com/out.mp4.part' })).toBeUndefined();
  });

  it.each(words('png jpg jpeg webp gif svg mp3 wav json htm html txt srt vtt pdf zip'))(
    'is none that ends in .%s, even where the video should be',
    (ending) => {
      expect(searchVideoLink({ video_url: `https://cdn.example.com/out.${ending}` })).toBeUndefined();
      const folder = `https://cdn.example.com/out.${ending}/stream7`;
      expect(searchVideoLink({ video_url: folder })).toBe(folder);
    },
  );

  it('is preferred to a link by its name, and a name to none; of equals, the first', () => {
    expect(searchVideoLink({ url: bare, video: other })).toBe(other);
    expect(searchVideoLink({ video: other, url: bare })).toBe(other);
    expect(searchVideoLink({ files: [bare, other] })).toBe(bare);
    expect(searchVideoLink({ video: bare, url: file })).toBe(file);
    expect(searchVideoLink({ clips: { page: bare } })).toBe(bare);
  });

  it.each(words('result_error_video output_cover_video'))('is found under %s', (name) => {
    expect(searchVideoLink({ [name]: file })).toBe(file);
  });

  it.each(words('result_audio video_result_status videoOutputs_upload outputInput'))(
    'is found under %s, since the result begins the name',
    (name) => {
      expect(searchVideoLink({ [name]: file })).toBe(file);
    },
  );

  it.each(words('input_result image_output the_video_result_input'))('is an input under %s', (name) => {
    expect(searchVideoLink({ [name]: file })).toBeUndefined();
  });
});

describe('an object that says what it is', () => {
  it.each(words('type role kind media_type mediaType mime_type mimeType content_type'))(
    'in its %s is no video if that is an image, and can be one otherwise',
    (name) => {
      expect(searchVideoLink({ files: [{ [name]: 'image/png', url: bare }] })).toBeUndefined();
      expect(searchVideoLink({ files: [{ [name]: 'video/mp4', url: bare }] })).toBe(bare);
      expect(searchVideoLink({ files: [{ [name]: ['image'], url: bare }] })).toBe(bare);
    },
  );
});

describe('a link in a text', () => {
  it('is found with and without TLS, up to what ends it', () => {
    expect(searchVideoLink({ note: `see <a href="${file}">` })).toBe(file);
    expect(searchVideoLink({ note: 'at http://cdn.example.com/a.mov now' })).toBe(
      'http://cdn.example.com/a.mov',
    );
  });

  it('is no video without a file’s ending, however the text is named', () => {
    expect(searchVideoLink({ video: `see ${bare} for more` })).toBeUndefined();
  });

  it('is found in JSON in the text, and in JSON in that', () => {
    const inner = JSON.stringify({ video: bare });
    expect(searchVideoLink({ answer: inner })).toBe(bare);
    expect(searchVideoLink({ answer: JSON.stringify({ more: inner }) })).toBe(bare);
  });
});

describe('a search', () => {
  const nested = (levels: number): unknown => (levels === 0 ? { video: bare } : { in: nested(levels - 1) });
  const listed = (levels: number): unknown => (levels === 0 ? { video: bare } : [listed(levels - 1)]);

  it('goes eight levels deep, through objects, lists and texts', () => {
    expect(searchVideoLink(nested(7))).toBe(bare);
    expect(searchVideoLink(nested(8))).toBeUndefined();
    expect(searchVideoLink(listed(7))).toBe(bare);
    expect(searchVideoLink(listed(8))).toBeUndefined();
    expect(searchVideoLink({ text: JSON.stringify(nested(5)) })).toBe(bare);
    expect(searchVideoLink({ text: JSON.stringify(nested(6)) })).toBeUndefined();
  });

  it('ends after five thousand values', () => {
    const many = (count: number) => ({ rows: Array<number>(count).fill(1), video: bare });
    expect(searchVideoLink(many(4_997))).toBe(bare);
    expect(searchVideoLink(many(4_998))).toBeUndefined();
  });

  it('finds nothing in what is no answer', () => {
    for (const value of [undefined, null, 1, '', 'text', [], {}])
      expect(searchVideoLink(value)).toBeUndefined();
  });
});

describe('a link that needs a key', () => {
  it.each([
    'https://user@cdn.example.com/out.mp4',
    'https://:secret@cdn.example.com/out.mp4',
    'https://api.example.com/v1/videos/x/content',
    'https://api.example.com/v12/videos/x/content',
    'https://api.example.com/v1beta/files/x/content',
    'https://api.example.com/v10/result/x',
    'https://api.example.com/v1/predictions/x',
    'https://api.example.com/v1/requests/x',
    'https://api.example.com/v1/tasks/x',
  ])('is known: %s', (link) => {
    expect(needsKey(link)).toBe(true);
    expect(searchVideoLink({ video_url: link })).toBeUndefined();
  });

  it.each([
    file,
    'https://api.example.com/v1/videos/x/content/out',
    'https://api.example.com/v1/tasks/x/out.mp4',
    'https://api.example.com/videos/x/content',
    'https://api.example.com/vx/tasks/x',
    'https://api.example.com/v1/film/x',
  ])('is told from one that anybody can read: %s', (link) => {
    expect(needsKey(link)).toBe(false);
  });
});
