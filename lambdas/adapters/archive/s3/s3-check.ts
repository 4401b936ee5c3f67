import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { inspectMedia } from '../../../domain/media/inspect-media.ts';
import type { MediaVerdict } from '../../../domain/media/verdict.ts';
import { type CheckedFile, FileCheck } from '../copy/file-check.ts';
import { metadataOf } from './s3-description.ts';
import { findObject, type PutFile, rewriteMetadata, type StoredObject } from './s3-object.ts';

interface Seen {
  readonly sha256: string;
  readonly verdict: MediaVerdict;
}

/** Reads all of an object: for a file whose bytes did not all pass through one process. */
const readAll = async (s3: S3Client, at: StoredObject, signal: AbortSignal): Promise<Seen> => {
  const hash = createHash('sha256');
  const check = new FileCheck(true);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: at.bucket, Key: at.key }), {
    abortSignal: signal,
  });
  for await (const chunk of Body as Readable) {
    signal.throwIfAborted();
    hash.update(chunk);
    check.push(chunk);
  }
  return { sha256: hash.digest('hex'), verdict: check.end() };
};

/** Checks an object by the few ranges that show what it is. */
const readSome = async (
  s3: S3Client,
  at: StoredObject,
  sha256: string,
  signal: AbortSignal,
): Promise<Seen> => {
  const verdict = await inspectMedia(at.bytes, async (offset, length) => {
    const { Body } = await s3.send(
      new GetObjectCommand({
        Bucket: at.bucket,
        Key: at.key,
        Range: `bytes=${offset}-${offset + length - 1}`,
        ...(at.etag !== undefined && { IfMatch: at.etag }),
      }),
      { abortSignal: signal },
    );
    if (!Body) throw new Error('The bucket sent no body');
    return Body.transformToByteArray();
  });
  return { sha256, verdict };
};

/** Checks a file that is in the bucket already. */
export const checkStored = async (
  s3: S3Client,
  object: StoredObject,
  signal: AbortSignal,
): Promise<CheckedFile> => {
  const { sha256: known, bucket, key, contentType, bytes } = object;
  const { sha256, verdict } =
    known === undefined ? await readAll(s3, object, signal) : await readSome(s3, object, known, signal);
  return { stored: { bucket, key, contentType, bytes, sha256 }, verdict };
};

/**
 * Puts a whole film's facts, and the digest, into its object's metadata, if they are not there. `digestIsKept`: the
 * store has the digest as a checksum that it verified.
 */
export const describeFile = async (
  s3: S3Client,
  { stored, verdict, etag }: CheckedFile & Pick<PutFile, 'etag'>,
  there: { readonly metadata: Readonly<Record<string, string>>; readonly digestIsKept: boolean },
  signal: AbortSignal,
): Promise<CheckedFile> => {
  const facts = metadataOf(verdict.kind === 'not_a_video' ? undefined : verdict.facts);
  const { sha256 } = stored;
  const wanted = { ...facts, ...(!there.digestIsKept && { sha256 }) };
  const lacks = Object.entries(wanted).some(([name, value]) => there.metadata[name] !== value);
  if (lacks)
    await rewriteMetadata(s3, { stored, ...(etag !== undefined && { etag }) }, { ...facts, sha256 }, signal);
  return { stored, verdict };
};

/** A whole file that an earlier turn put there. A broken one counts for nothing: the next copy takes its place. */
export const findWhole = async (
  s3: S3Client,
  at: { readonly bucket: string; readonly key: string },
  signal: AbortSignal,
): Promise<CheckedFile | undefined> => {
  const object = await findObject(s3, at, signal);
  if (!object) return undefined;
  const checked = await checkStored(s3, object, signal);
  if (checked.verdict.kind !== 'whole') return undefined;
  const { metadata, etag, sha256 } = object;
  const digestIsKept = sha256 !== undefined;
  return describeFile(s3, { ...checked, etag }, { metadata, digestIsKept }, signal);
};
