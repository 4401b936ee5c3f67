import { isObject, type Json, looksLikeJson, parseJson } from './json.ts';
import { linkOf } from './payload.ts';

const maxDepth = 8;
const maxValues = 5_000;

/** Names of links to something else than the result: inputs, stills, sound, pages, and routes that want the API key. */
const otherNames =
  /image|img|cover|poster|thumb|preview|frame|avatar|icon|logo|audio|music|voice|subtitle|caption|callback|webhook|notify|input|reference|(?<!re)source(?!s)|origin(?!al)|prompt|request|upload|cancel|status|stream|^get$|^web$|^self$|^docs?$|help|error|redirect|homepage|watermark_?config/i;

const videoNames = /video|mp4|movie|film|clip|^play/i;
const resultNames =
  /^(?:urls?|links?|hrefs?|files?|results?|outputs?|downloads?|generat\w*|assets?|content|media|data|works?|resources?)(?:_?ur[li]s?|_?links?|_?files?)?$/i;

const videoFile = /\.(?:mp4|mov|m4v|webm|mkv)$/i;
const otherFile =
  /\.(?:png|jpe?g|webp|gif|svg|bmp|avif|heic|mp3|wav|m4a|aac|flac|ogg|json|html?|txt|srt|vtt|xml|pdf|zip)$/i;

/** Routes of an API that serve the file only with its key, such as `/v1/videos/{id}/content`. */
const isRouteWithKey = (path: string): boolean =>
  /\/v\d+\/(?:result|predictions|requests|tasks)\//i.test(path) ||
  // In two steps: one expression would read the whole rest of the path after every `/v1/` in it.
  (/\/content$/i.test(path) && /\/v\d+(?:beta)?\//i.test(path.slice(0, -'/content'.length)));

/** Links in a sentence or in Markdown. */
const inText = /https?:\/\/[^\s"'`<>)\]]+/gi;

/** A link with a user in it, or a route of an API: neither can be read without a key, which never leaves for such a host. */
export const needsKey = (link: string): boolean => {
  const { username, password, pathname } = new URL(link);
  if (username !== '' || password !== '') return true;
  return isRouteWithKey(pathname) && !videoFile.test(pathname);
};

const selfNames = [
  'type',
  'role',
  'kind',
  'media_type',
  'mediaType',
  'mime_type',
  'mimeType',
  'content_type',
];

/** An object that says itself that it is something else, such as `{"type":"image","url":…}` or a reference by its role. */
const isSomethingElse = (value: Json): boolean =>
  selfNames.some((name) => typeof value[name] === 'string' && otherNames.test(value[name]));

const isVideoFile = (link: string): boolean => videoFile.test(new URL(link).pathname);

interface Candidate {
  readonly link: string;
  readonly score: number;
}

/**
 * The link that most probably leads to the video, wherever it stands in an answer: in lists, objects, and JSON inside
 * strings. A link counts if its name or its file ending says so, and never if either says that it is something else.
 */
export const searchVideoLink = (answer: unknown): string | undefined => {
  const candidates: Candidate[] = [];
  let left = maxValues;
  const visit = (value: unknown, names: readonly string[], depth: number): void => {
    if (depth > maxDepth || left-- <= 0) return;
    if (typeof value === 'string') {
      const link = linkOf(value);
      if (link !== undefined) candidates.push({ link, score: scoreOf(link, names) });
      const json = link === undefined && looksLikeJson(value) ? parseJson(value) : undefined;
      if (json !== undefined) visit(json, names, depth + 1);
      else if (link === undefined) for (const [found] of value.matchAll(inText)) visitFile(found, names);
    } else if (Array.isArray(value)) {
      for (const inner of value) visit(inner, names, depth + 1);
    } else if (isObject(value) && !isSomethingElse(value)) {
      for (const [name, inner] of Object.entries(value)) visit(inner, [...names, name], depth + 1);
    }
  };
  const visitFile = (text: string, names: readonly string[]): void => {
    const link = linkOf(text);
    if (link !== undefined && isVideoFile(link)) candidates.push({ link, score: scoreOf(link, names) });
  };
  visit(answer, [], 0);
  const best = candidates.reduce<Candidate>((one, other) => (other.score > one.score ? other : one), {
    link: '',
    score: 0,
  });
  return best.score > 0 ? best.link : undefined;
};

/** Some services keep what they make of an image with that image: `{"generated_images": [{"motionMP4URL": …}]}`. */
const isMadeOf = (name: string, own: string): boolean =>
  /images?$/i.test(name) && !otherNames.test(name.replace(/images?$/i, '')) && isNamedVideo(own);

const isNamedVideo = (name: string): boolean => videoNames.test(name) && !otherNames.test(name);

const scoreOf = (link: string, names: readonly string[]): number => {
  const path = new URL(link).pathname;
  const isFile = isVideoFile(link);
  if (otherFile.test(path) || needsKey(link)) return 0;
  const own = names.at(-1) ?? '';
  const isOther = (name: string) => otherNames.test(name) && !/^(?:video_?)?(?:result|output)/i.test(name);
  if (names.some((name) => isOther(name) && !isMadeOf(name, own))) return 0;
  const named = names.some((name) => videoNames.test(name))
    ? 4
    : names.some((name) => resultNames.test(name))
      ? 2
      : 0;
  return named + (isFile ? 3 : 0);
};
