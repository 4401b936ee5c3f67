/** The ids of a run need no escaping, and hold no dot. */
export const taskIdOfFile = (key: string): string => key.split('/').at(-1)?.replace(/\..*$/, '') ?? '';

/** A video to be announced, and no broken file that is kept for somebody to look at. */
export const isVideo = (key: string): boolean => key.startsWith('videos/');
