/** A box of an ISO base media file, with its head (ISO/IEC 14496-12 §4.2). Text is written as Latin-1. */
export const box = (type: string, ...payload: readonly (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(
    payload.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  );
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};

/** Numbers of 32 bits, big-endian. */
export const u32 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, index * 4);
  return bytes;
};
