import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** Bytes that a compressed answer may grow to. */
const maxOutputLength = 16 * 1024 * 1024;

/**
 * The text of an answer: decompressed even though no coding was requested, which some gateways ignore, and decoded by its
 * byte order mark or charset. What cannot be decompressed is read as it is: a header may name a coding that was not applied.
 */
export const bodyText = (body: Buffer, headers: Readonly<Record<string, string>>): string => {
  const plain = decompressed(body, headers['content-encoding'] ?? '');
  return decoderFor(plain, headers['content-type'] ?? '').decode(plain);
};

const decompressed = (body: Buffer, coding: string): Buffer => {
  try {
    if (body[0] === 0x1f && body[1] === 0x8b) return gunzipSync(body, { maxOutputLength });
    if (/\bbr\b/i.test(coding)) return brotliDecompressSync(body, { maxOutputLength });
    if (!/\bdeflate\b/i.test(coding)) return body;
    // By RFC 9110 with zlib's header (0x78 …), which some servers leave out.
    return body[0] === 0x78
      ? inflateSync(body, { maxOutputLength })
      : inflateRawSync(body, { maxOutputLength });
  } catch {
    return body;
  }
};

const decoderFor = (body: Buffer, contentType: string): InstanceType<typeof TextDecoder> => {
  if (body[0] === 0xff && body[1] === 0xfe) return new TextDecoder('utf-16le');
  if (body[0] === 0xfe && body[1] === 0xff) return new TextDecoder('utf-16be');
  const charset = /\bcharset="?([\w-]+)/i.exec(contentType)?.[1];
  try {
    return new TextDecoder(charset ?? 'utf-8');
  } catch {
    return new TextDecoder();
  }
};
