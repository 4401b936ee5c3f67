import { createCipheriv, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { videoHead } from './video-head.ts';

/** A file that can be read from any offset, and is the same at each reading. */
export interface VideoFile {
  readonly bytes: number;
  readonly etag: string;
  /** At most `length` bytes from `offset`, none past the end. */
  read(offset: number, length: number): Buffer;
  /** Lower-case hex, of the whole file. Computed once. */
  sha256(): string;
}

const blockBytes = 16;
const pieceBytes = 1024 * 1024;

const hashed = (bytes: number, read: VideoFile['read']): (() => string) => {
  let digest: string | undefined;
  return () => {
    if (digest !== undefined) return digest;
    const hash = createHash('sha256');
    for (let at = 0; at < bytes; at += pieceBytes) hash.update(read(at, Math.min(pieceBytes, bytes - at)));
    digest = hash.digest('hex');
    return digest;
  };
};

/**
 * A whole MP4 of any size that takes no memory: after its head comes the key stream of AES in counter mode, which can
 * be begun at any block. Another name gives other bytes.
 */
export const syntheticVideo = (name: string, bytes: number): VideoFile => {
  const key = createHash('sha256').update(name).digest().subarray(0, blockBytes);
  const head = videoHead(bytes);
  const read = (offset: number, wanted: number): Buffer => {
    const length = Math.max(0, Math.min(wanted, bytes - offset));
    const skipped = offset % blockBytes;
    const counter = Buffer.alloc(blockBytes);
    counter.writeBigUInt64BE(BigInt((offset - skipped) / blockBytes), 8);
    const noise = createCipheriv('aes-128-ctr', key, counter)
      .update(Buffer.alloc(skipped + length))
      .subarray(skipped);
    if (offset < head.length) head.copy(noise, 0, offset);
    return noise;
  };
  return { bytes, etag: `"${key.toString('hex')}"`, read, sha256: hashed(bytes, read) };
};

let sample: VideoFile | undefined;

/** Five seconds of a sunrise, 720p, H.264 and AAC: drawn for this project, under its licence. */
export const sampleVideo = (): VideoFile => {
  if (sample) return sample;
  const content = readFileSync(new URL('./sample.mp4', import.meta.url));
  const read = (offset: number, length: number): Buffer => content.subarray(offset, offset + length);
  const sha256 = hashed(content.length, read);
  sample = { bytes: content.length, etag: `"${sha256().slice(0, 32)}"`, read, sha256 };
  return sample;
};
