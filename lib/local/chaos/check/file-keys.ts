/** The part of an id that differs for each task of a run, and needs no escaping: what stands before it is its provider's. */
export const plainIdOf = (id: string): string => /video_[a-z0-9]+$/.exec(id)?.[0] ?? id;

/** The plain id of the task whose file it is. The ids of a run hold no dot; some end in a digest in the file's name. */
export const taskIdOfFile = (key: string): string =>
  plainIdOf(
    key
      .split('/')
      .at(-1)
      ?.replace(/[.!].*$/, '') ?? '',
  );

/** A video to be announced, and no broken file that is kept for somebody to look at. `kept` are the keys that records name. */
export const isVideo = (key: string, kept: ReadonlySet<string>): boolean =>
  key.startsWith('videos/') && !kept.has(key);
