import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import type { StoredFile } from '../../../domain/task/task.ts';
import { describedAs, type ObjectMetadata, type ObjectTarget } from './s3-description.ts';
import { sendStreamed, sha256Checksum } from './s3-streamed.ts';

/** An object as the store describes it. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly metadata: ObjectMetadata;
  /** Only if it was uploaded with one. */
  readonly sha256?: string;
  readonly etag?: string;
}

/** A file that has just been put up, and the object that it has become. */
export interface PutFile {
  readonly stored: StoredFile;
  readonly etag?: string;
}

/** More cannot be copied within the store by one request. */
const maxSelfCopyBytes = 5 * 1024 ** 3;

/** The object, if it exists. */
export const findObject = async (
  s3: S3Client,
  at: { readonly bucket: string; readonly key: string },
  signal: AbortSignal,
): Promise<StoredObject | undefined> => {
  try {
    const head = await s3.send(
      new HeadObjectCommand({ Bucket: at.bucket, Key: at.key, ChecksumMode: 'ENABLED' }),
      { abortSignal: signal },
    );
    const sha256 = head.Metadata?.sha256 ?? ofWhole(head.ChecksumSHA256);
    return {
      bucket: at.bucket,
      key: at.key,
      contentType: head.ContentType ?? 'video/mp4',
      bytes: head.ContentLength ?? 0,
      metadata: head.Metadata ?? {},
      ...(sha256 !== undefined && { sha256 }),
      ...(head.ETag !== undefined && { etag: head.ETag }),
    };
  } catch (error) {
    // Without the permission to list a bucket, a missing object is answered with 403.
    const { httpStatusCode } = (error as Partial<S3ServiceException>).$metadata ?? {};
    if (httpStatusCode === 404 || httpStatusCode === 403) return undefined;
    throw error;
  }
};

const putFile = (
  { bucket, key, contentType }: ObjectTarget,
  bytes: number,
  digest: Buffer,
  etag: string | undefined,
): PutFile => ({
  stored: { bucket, key, contentType, bytes, sha256: digest.toString('hex') },
  ...(etag !== undefined && { etag }),
});

/** A whole small file, from memory. */
export const putWhole = async (
  s3: S3Client,
  target: ObjectTarget,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<PutFile> => {
  const digest = createHash('sha256').update(bytes).digest();
  const put = new PutObjectCommand({
    Bucket: target.bucket,
    Key: target.key,
    Body: bytes,
    ChecksumSHA256: digest.toString('base64'),
    ...describedAs(target),
  });
  const { ETag } = await s3.send(put, { abortSignal: signal });
  return putFile(target, bytes.length, digest, ETag);
};

/** The same, streamed as its bytes come. Throws `CopyFault`. */
export const putStreamed = async (
  s3: S3Client,
  target: ObjectTarget,
  body: { readonly chunks: AsyncIterable<Buffer>; readonly totalBytes: number },
  signal: AbortSignal,
): Promise<PutFile> => {
  const sent = { ...body, checksum: sha256Checksum() };
  const { answer, checksum } = await sendStreamed(sent, signal, (Body, abortSignal) =>
    s3.send(
      new PutObjectCommand({
        Bucket: target.bucket,
        Key: target.key,
        Body,
        ContentLength: Body.contentLength,
        ...describedAs(target),
      }),
      { abortSignal },
    ),
  );
  return putFile(target, body.totalBytes, checksum, answer.ETag);
};

/** A checksum of parts' checksums ends in their number, and says nothing of the whole. */
const ofWhole = (base64: string | undefined): string | undefined =>
  base64 === undefined || base64.includes('-') ? undefined : Buffer.from(base64, 'base64').toString('hex');

/**
 * Writes metadata over an object's own. Metadata is fixed when an upload begins, and digest and facts may be known only
 * when it ends: the store copies the object onto itself, and no byte of it moves over our wire. If that fails, the file
 * is complete without it.
 */
export const rewriteMetadata = async (
  s3: S3Client,
  { stored, etag }: PutFile,
  metadata: ObjectMetadata,
  signal: AbortSignal,
): Promise<void> => {
  if (stored.bytes > maxSelfCopyBytes) return;
  const rewrite = new CopyObjectCommand({
    Bucket: stored.bucket,
    Key: stored.key,
    CopySource: `${stored.bucket}/${stored.key.split('/').map(encodeURIComponent).join('/')}`,
    CopySourceIfMatch: etag,
    MetadataDirective: 'REPLACE',
    ...describedAs({ ...stored, metadata }),
  });
  await s3.send(rewrite, { abortSignal: signal }).catch(() => undefined);
};
