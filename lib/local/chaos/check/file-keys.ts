/** The ids of a run need no escaping. */
export const taskIdOfFile = (key: string): string =>
  key
    .split('/')
    .at(-1)
    ?.replace(/\.mp4$/, '') ?? '';
