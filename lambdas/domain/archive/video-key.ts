import type { Format } from '../media/verdict.ts';
import type { Task } from '../task/task.ts';
import { idAtProvider } from '../task/task-provider.ts';

/** Ids that stand in a key as they are. None holds a `!`, so that no id can look like another one's digest. */
const plain = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;

/** An opaque id as one segment of a key: safe in a URL and a file name, and different for every id. */
const segment = (id: string, digest: (text: string) => string): string =>
  plain.test(id) ? id : `${id.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 48)}!${digest(id).slice(0, 32)}`;

type Located = Pick<Task, 'owner' | 'taskId' | 'provider' | 'providerTaskId' | 'createdAt' | 'registeredAt'>;

/**
 * Where a task's video lies: `videos/{owner}/{yyyy}/{mm}/{dd}/{task}.mp4`, the day in UTC; in a folder of the provider's
 * name, with the provider's id, unless that is the first. The same whenever it is derived, so that a copy made twice is
 * one object. `digest` is a hex SHA-256.
 */
export const videoKey = (task: Located, digest: (text: string) => string): string => {
  const day = new Date(task.createdAt ?? task.registeredAt).toISOString().slice(0, 10).replaceAll('-', '/');
  const file =
    task.provider === undefined
      ? segment(task.taskId, digest)
      : `${task.provider}/${segment(idAtProvider(task), digest)}`;
  return `videos/${segment(task.owner, digest)}/${day}/${file}.mp4`;
};

/** The same for a file of another format: its name ends in what it is. */
export const keyOfFormat = (key: string, { extension }: Pick<Format, 'extension'>): string =>
  key.replace(/\.mp4$/, extension);

/** Pictures that come with a video, by the field of the record that tells of them. */
const stillNames = { lastFrame: 'last-frame', cover: 'cover' } as const;
export type StillName = keyof typeof stillNames;

/** Where a picture lies: beside its video, under its name. */
export const stillKey = (key: string, name: StillName, { extension }: Pick<Format, 'extension'>): string =>
  key.replace(/\.mp4$/, `.${stillNames[name]}${extension}`);

/** Where the bytes of a broken file are kept, beside those of no other task. */
export const keptKey = (key: string): string => key.replace(/^videos\//, 'broken/');

/** What a browser calls the file when it is saved. ASCII, with nothing that a header would have to quote. */
export const fileNameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
