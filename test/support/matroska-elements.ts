/** Elements of WebM and Matroska files for tests (RFC 8794, RFC 9559). */
export const hex = (text: string) => Buffer.from(text, 'hex');
export const size = (bytes: number) => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(bytes) | (1n << 56n));
  return buffer;
};
export const element = (id: string, ...payload: readonly Buffer[]) => {
  const body = Buffer.concat(payload);
  return Buffer.concat([hex(id), size(body.length), body]);
};
/** Of unknown size, as in a live recording. */
export const open = (id: string, ...payload: readonly Buffer[]) =>
  Buffer.concat([hex(id), hex('01ffffffffffffff'), ...payload]);
export const number = (id: string, value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return element(id, bytes);
};
export const double = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
};
export const text = (content: string) => Buffer.from(content, 'latin1');

export const head = element('1a45dfa3', element('4282', text('webm')));
export const track = (type: number, codec: string, ...more: readonly Buffer[]) =>
  element('ae', number('83', type), element('86', text(codec)), ...more);
export const video = track(
  1,
  'V_VP9',
  element('e0', number('b0', 64), number('ba', 48)),
  number('23e383', 40_000_000),
);
export const tracks = (...all: readonly Buffer[]) => element('1654ae6b', ...all);
export const info = element('1549a966', number('2ad7b1', 1_000_000), element('4489', double(1_500)));
export const frames = Buffer.alloc(2_000, 7);
export const cluster = (payload: Buffer = frames) => element('1f43b675', payload);
export const segment = (...parts: readonly Buffer[]) => element('18538067', ...parts);
/** A segment's parts, and a whole film of them. */
export const body = [info, tracks(video), cluster()];
export const whole = Buffer.concat([head, segment(...body)]);
