import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import type { ArchivedFile } from '../../../domain/archive/video-archive.ts';
import { sendStreamed, sha256Checksum } from './s3-streamed.ts';
import { describedAs } from './s3-transfer.ts';

export interface ObjectKey {
  readonly bucket: string;
  readonly key: string;
}

/** An object as the store describes it; the digest only if it was uploaded with one. */
export type StoredObject = Omit<ArchivedFile, 'sha256'> & {
  readonly sha256?: string;
  readonly etag?: string;
  /** The object itself holds the digest. */
  readonly described: boolean;
};

/** More cannot be copied within the store by one request. */
const maxSelfCopyBytes = 5 * 1024 ** 3;

/** The object, if it exists. */
export const findObject = async (
  s3: S3Client,
  at: ObjectKey,
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
      described: sha256 !== undefined,
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

/** A whole small file, from memory. */
export const putWhole = async (
  s3: S3Client,
  at: ObjectKey & { readonly fileName: string; readonly contentType: string },
  bytes: Buffer,
  signal: AbortSignal,
): Promise<ArchivedFile> => {
  const { bucket, key, contentType, fileName } = at;
  const digest = createHash('sha256').update(bytes).digest();
  const put = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: bytes,
    ChecksumSHA256: digest.toString('base64'),
    ...describedAs(contentType, fileName),
  });
  await s3.send(put, { abortSignal: signal });
  return { bucket, key, contentType, bytes: bytes.length, sha256: digest.toString('hex') };
};

/** The same, streamed as its bytes come. Throws `CopyFault`. */
export const putStreamed = async (
  s3: S3Client,
  at: ObjectKey & { readonly fileName: string; readonly contentType: string },
  body: { readonly chunks: AsyncIterable<Buffer>; readonly totalBytes: number },
  signal: AbortSignal,
): Promise<ArchivedFile> => {
  const { bucket, key, contentType, fileName } = at;
  const sent = { ...body, checksum: sha256Checksum() };
  const { checksum } = await sendStreamed(sent, signal, (Body, abortSignal) =>
    s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body,
        ContentLength: Body.contentLength,
        ...describedAs(contentType, fileName),
      }),
      { abortSignal },
    ),
  );
  return { bucket, key, contentType, bytes: body.totalBytes, sha256: checksum.toString('hex') };
};

/** A checksum of parts' checksums ends in their number, and says nothing of the whole. */
const ofWhole = (base64: string | undefined): string | undefined =>
  base64 === undefined || base64.includes('-') ? undefined : Buffer.from(base64, 'base64').toString('hex');

/** The SHA-256 of what the store holds, as hex: for a file whose bytes did not all pass through one process. */
const digestOf = async (s3: S3Client, at: ObjectKey, signal: AbortSignal): Promise<string> => {
  const hash = createHash('sha256');
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: at.bucket, Key: at.key }), {
    abortSignal: signal,
  });
  for await (const chunk of Body as Readable) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest('hex');
};

/**
 * The file, with its digest, which is written into the object's metadata if it does not stand there. Metadata is fixed
 * when an upload in parts begins, and the digest known when it ends: the store copies the object onto itself, and no
 * byte of it moves over our wire. The file is complete without it.
 */
export const finishObject = async (
  s3: S3Client,
  object: StoredObject,
  fileName: string,
  signal: AbortSignal,
): Promise<ArchivedFile> => {
  const { etag, described, ...file } = object;
  const sha256 = file.sha256 ?? (await digestOf(s3, file, signal));
  if (!described && file.bytes <= maxSelfCopyBytes) {
    const seal = new CopyObjectCommand({
      Bucket: file.bucket,
      Key: file.key,
      CopySource: `${file.bucket}/${file.key.split('/').map(encodeURIComponent).join('/')}`,
      CopySourceIfMatch: etag,
      MetadataDirective: 'REPLACE',
      Metadata: { sha256 },
      ...describedAs(file.contentType, fileName),
    });
    await s3.send(seal, { abortSignal: signal }).catch(() => undefined);
  }
  return { ...file, sha256 };
};
