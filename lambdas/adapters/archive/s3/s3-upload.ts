import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  NoSuchUpload,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { second } from '../../../domain/task/time.ts';
import { describedAs, type ObjectTarget } from './s3-description.ts';
import { crc32Checksum, sendStreamed } from './s3-streamed.ts';

/** A part that is up, by its number, counted from 1. */
export interface UploadedPart extends CompletedPart {
  readonly PartNumber: number;
  readonly bytes: number;
}

const abortMillis = 5 * second;

/** A multipart upload. The store checks every part against its CRC32, and the whole against its length. */
export class S3Upload {
  readonly #s3: S3Client;
  readonly #at: { readonly Bucket: string; readonly Key: string; readonly UploadId: string };
  readonly id: string;

  constructor(s3: S3Client, at: { bucket: string; key: string; id: string }) {
    this.#s3 = s3;
    this.#at = { Bucket: at.bucket, Key: at.key, UploadId: at.id };
    this.id = at.id;
  }

  static async begin(s3: S3Client, target: ObjectTarget, signal: AbortSignal): Promise<S3Upload> {
    const begun = await s3.send(
      new CreateMultipartUploadCommand({
        Bucket: target.bucket,
        Key: target.key,
        ChecksumAlgorithm: 'CRC32',
        ...describedAs(target),
      }),
      { abortSignal: signal },
    );
    if (!begun.UploadId) throw new Error('The bucket gave the upload no id');
    return new S3Upload(s3, { bucket: target.bucket, key: target.key, id: begun.UploadId });
  }

  /** The uploaded parts in order; nothing if S3 knows no such upload. */
  async parts(signal: AbortSignal): Promise<readonly UploadedPart[] | undefined> {
    const parts: UploadedPart[] = [];
    let after: string | undefined;
    try {
      do {
        const page = await this.#s3.send(
          new ListPartsCommand({ ...this.#at, ...(after !== undefined && { PartNumberMarker: after }) }),
          { abortSignal: signal },
        );
        for (const { PartNumber, ETag, Size, ChecksumCRC32 } of page.Parts ?? []) {
          if (!PartNumber || !ETag || Size === undefined) continue;
          parts.push({ PartNumber, ETag, bytes: Size, ...(ChecksumCRC32 && { ChecksumCRC32 }) });
        }
        after = page.IsTruncated ? page.NextPartNumberMarker : undefined;
      } while (after !== undefined);
    } catch (error) {
      if (isNoSuchUpload(error)) return undefined;
      throw error;
    }
    return parts.sort((one, other) => one.PartNumber - other.PartNumber);
  }

  async put(number: number, bytes: Buffer, signal: AbortSignal): Promise<UploadedPart> {
    const checksum = crc32Checksum();
    checksum.update(bytes);
    const ChecksumCRC32 = checksum.digest().toString('base64');
    const { ETag } = await this.#s3.send(
      new UploadPartCommand({ ...this.#at, PartNumber: number, Body: bytes, ChecksumCRC32 }),
      { abortSignal: signal },
    );
    if (!ETag) throw new Error('The bucket gave the part no ETag');
    return { PartNumber: number, ETag, ChecksumCRC32, bytes: bytes.length };
  }

  /** The same for bytes that are still to come. Throws `CopyFault`. */
  async putStreamed(
    number: number,
    chunks: AsyncIterable<Buffer>,
    totalBytes: number,
    signal: AbortSignal,
  ): Promise<UploadedPart> {
    const sent = { chunks, totalBytes, checksum: crc32Checksum() };
    const { answer, checksum } = await sendStreamed(sent, signal, (Body, abortSignal) =>
      this.#s3.send(
        new UploadPartCommand({ ...this.#at, PartNumber: number, Body, ContentLength: Body.contentLength }),
        { abortSignal },
      ),
    );
    if (!answer.ETag) throw new Error('The bucket gave the part no ETag');
    const ChecksumCRC32 = checksum.toString('base64');
    return { PartNumber: number, ETag: answer.ETag, ChecksumCRC32, bytes: totalBytes };
  }

  async complete(parts: readonly UploadedPart[], signal: AbortSignal): Promise<void> {
    const totalBytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    await this.#s3.send(
      new CompleteMultipartUploadCommand({
        ...this.#at,
        MpuObjectSize: totalBytes,
        MultipartUpload: { Parts: parts.map(({ bytes: _, ...part }) => part) },
      }),
      { abortSignal: signal },
    );
  }

  /** Answers whether it is gone. What cannot be aborted in a moment, the bucket's lifecycle sweeps. */
  async abort(): Promise<boolean> {
    const abortSignal = AbortSignal.timeout(abortMillis);
    return this.#s3
      .send(new AbortMultipartUploadCommand(this.#at), { abortSignal })
      .then(() => true, isNoSuchUpload);
  }
}

const isNoSuchUpload = (error: unknown): boolean =>
  error instanceof NoSuchUpload || (error instanceof Error && error.name === 'NoSuchUpload');
