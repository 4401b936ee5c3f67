import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';

const digests: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest(),
  'x-amz-checksum-crc32': (body) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return sum;
  },
};

/** The payload of a body of one `aws-chunked` chunk, and the trailer behind it. */
const unframed = (body: Buffer): { payload: Buffer; trailer: string } => {
  const start = body.indexOf('\r\n') + 2;
  const end = start + Number.parseInt(body.subarray(0, start).toString('latin1'), 16);
  return { payload: body.subarray(start, end), trailer: body.subarray(end).toString('latin1') };
};

/**
 * What S3 would object to in an upload, by the checksums and lengths that came with it, which fauxqs stores and does
 * not check; nothing where all is well.
 */
export const objectionTo = (headers: IncomingHttpHeaders, body: Buffer): string | undefined => {
  const framed = headers['content-encoding'] === 'aws-chunked';
  const { payload, trailer } = framed ? unframed(body) : { payload: body, trailer: '' };
  if (framed && String(payload.length) !== headers['x-amz-decoded-content-length']) return 'IncompleteBody';
  const announced = headers['x-amz-trailer'];
  if (framed && !trailer.startsWith(`\r\n0\r\n${announced}:`)) return 'MalformedTrailerError';
  let checked = 0;
  for (const [name, digest] of Object.entries(digests)) {
    const given = headers[name] ?? new RegExp(`${name}:(\\S+)\\r\\n\\r\\n$`).exec(trailer)?.[1];
    if (given === undefined) continue;
    checked++;
    if (given !== digest(payload).toString('base64')) return 'BadDigest';
  }
  return checked === 1 ? undefined : 'InvalidRequest';
};
