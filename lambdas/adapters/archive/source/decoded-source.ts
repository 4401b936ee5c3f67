import { pipeline, Readable } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { CopyFault } from '../copy/copy-fault.ts';
import { ByteReader, type OpenSource } from './source-reader.ts';

type Decoder = () => NodeJS.ReadWriteStream & Readable;

const startsWith = (bytes: Buffer, ...signature: number[]): boolean =>
  bytes.length >= signature.length && signature.every((byte, index) => bytes[index] === byte);

/**
 * How to decode a file that does not begin like a video. Gzip and Zstandard show themselves by their first bytes, which
 * are no video's, so the header does not matter. Brotli has no signature, and that of zlib is weak: for them the header
 * decides.
 */
const decoderOf = (head: Buffer, encoding = ''): Decoder | undefined => {
  if (startsWith(head, 0x1f, 0x8b)) return createGunzip;
  if (startsWith(head, 0x28, 0xb5, 0x2f, 0xfd)) return createZstdDecompress;
  if (/\bbr\b/i.test(encoding)) return createBrotliDecompress;
  if (!/\bdeflate\b/i.test(encoding)) return undefined;
  // `deflate` means zlib's format (RFC 9110 §8.4.1.2), but some hosts send it without the wrapping.
  const isZlib = head.length > 1 && (head.readUInt8(0) & 0x0f) === 8 && head.readUInt16BE(0) % 31 === 0;
  return isZlib ? createInflate : createInflateRaw;
};

async function* decode(open: OpenSource, decoder: Decoder): AsyncGenerator<Buffer> {
  const decoded = decoder();
  // Ends the reading of the source with it, whichever ends first. What goes wrong is thrown by the loop.
  pipeline(Readable.from(open.reader.rest(), { objectMode: false }), decoded, () => {});
  try {
    for await (const chunk of decoded as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    if (error instanceof CopyFault) throw error;
    throw new CopyFault('changed', 'The source sends a compressed file that is broken', { cause: error });
  } finally {
    decoded.destroy();
  }
}

/**
 * The file inside a compressed body, which begins with `head`; nothing if there is no compression to be seen. Ranges of
 * what is inside cannot be asked for, and nobody knows its length. Its end is proved by the compression itself.
 */
export const decodedSource = (open: OpenSource, head: Buffer): OpenSource | undefined => {
  const decoder = decoderOf(head, open.file.encoding);
  if (!decoder) return undefined;
  const { totalBytes: _, validator: __, endUnknown: ___, encoding: ____, ...file } = open.file;
  return {
    source: open.source,
    file: { ...file, resumable: false },
    reader: new ByteReader(decode(open, decoder)),
  };
};
