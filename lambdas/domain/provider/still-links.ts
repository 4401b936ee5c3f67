import { isObject, type Json } from './json.ts';
import { needsKey } from './link-search.ts';
import { linkOf } from './payload.ts';

/** Pictures that come with a video. The links grant access, as the video's own does. */
export interface StillLinks {
  readonly lastFrame?: string;
  readonly cover?: string;
}

/** As Ark names it (`content.last_frame_url`), and as relays spell it. */
const lastFrameNames = /^last_?frame(_?image)?(_?ur[li])?$/i;
const coverNames = /^(video_?)?(cover|poster|thumbnail|thumb|snapshot)(_?image)?(_?ur[li])?$/i;
/** Names of what the caller sent, which may hold a last frame of its own. */
const inputNames = /input|request|param|prompt|reference|option|config|arg|meta|payload/i;

const maxDepth = 5;
const maxValues = 1_000;

const usableLink = (value: unknown): string | undefined => {
  const link = linkOf(value);
  return link !== undefined && !needsKey(link) ? link : undefined;
};

/** The links to a video's last frame and cover, wherever they stand in an answer; never an input of the task. */
export const stillLinks = (answer: Json): StillLinks => {
  const found: { lastFrame?: string; cover?: string } = {};
  let left = maxValues;
  const visit = (value: unknown, depth: number): void => {
    if (depth > maxDepth || left-- <= 0) return;
    if (Array.isArray(value)) for (const inner of value) visit(inner, depth + 1);
    if (!isObject(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      const kind = lastFrameNames.test(name) ? 'lastFrame' : coverNames.test(name) ? 'cover' : undefined;
      const link = kind && usableLink(isObject(inner) ? inner.url : inner);
      if (kind && link !== undefined) found[kind] ??= link;
      else if (!inputNames.test(name)) visit(inner, depth + 1);
    }
  };
  visit(answer, 0);
  return found;
};
