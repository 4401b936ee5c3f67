import { fileNameOf } from '../../../domain/archive/video-key.ts';
import type { FilmFacts } from '../../../domain/media/verdict.ts';

/** What an object is to be called, and what it is said to be. */
export interface ObjectTarget {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly metadata: ObjectMetadata;
}

export type ObjectMetadata = Readonly<Record<string, string>>;

/** A film's facts as an object's metadata. Of S3's 2 KB, they take 200 bytes. */
export const metadataOf = (facts: Partial<FilmFacts> | undefined): ObjectMetadata => {
  const { width, height, fps, codec, hasAudio, durationSeconds, provenance } = facts ?? {};
  const all = {
    ...{ width, height, fps, codec },
    'has-audio': hasAudio,
    'duration-seconds': durationSeconds,
    c2pa: provenance?.c2pa,
    'aigc-label': provenance?.aigcLabel,
  };
  const known = Object.entries(all).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, String(value)]));
};

/** What is stored with a file: a link to it plays in a browser, and is saved under a name that ends in what the file is. */
export const describedAs = ({ contentType, key, metadata }: Omit<ObjectTarget, 'bucket'>) => ({
  ContentType: contentType,
  ContentDisposition: `inline; filename="${fileNameOf(key)}"`,
  Metadata: { ...metadata },
});
