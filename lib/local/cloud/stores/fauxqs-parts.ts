import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFolder } from '../assembly/synth.ts';

/**
 * The parts of fauxqs behind its front. Its own start-up listens on every address of the machine, takes no body over
 * 11 MiB and shows no list of parts: so the store is made here, and the routes are served by our own server.
 */
export interface S3Store {
  readonly multipartUploads: ReadonlyMap<string, MultipartUpload>;
  persistence?: unknown;
  hasBucket(name: string): boolean;
  createBucket(name: string): void;
}

export interface MultipartUpload {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiated: Date;
  readonly parts: ReadonlyMap<number, StoredPart>;
}

export interface StoredPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly lastModified: Date;
  readonly body: Buffer;
  readonly checksumValue?: string;
}

interface Persistence {
  loadS3(store: S3Store): void;
}

const part = (name: string): Promise<unknown> =>
  import(pathToFileURL(join(projectFolder, 'node_modules/fauxqs/dist/s3', name)).href);

/** A store in memory or, with a folder, on disk. */
export const makeS3Store = async (folder?: string): Promise<S3Store> => {
  const { S3Store: Store } = (await part('s3Store.js')) as { S3Store: new () => S3Store };
  const store = new Store();
  if (folder === undefined) return store;
  const files = (await part('fileS3Persistence.js')) as {
    FileS3Persistence: new (path: string) => Persistence;
  };
  const persistence = new files.FileS3Persistence(folder);
  persistence.loadS3(store);
  store.persistence = persistence;
  return store;
};
