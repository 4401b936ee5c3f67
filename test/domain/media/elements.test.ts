import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  elementHead,
  elementsIn,
  float,
  isTiled,
  letters,
  unsigned,
} from '../../../lambdas/domain/media/ebml.ts';

/** A number as a variable-size integer of so many bytes (RFC 8794 §4). */
const vint = (value: bigint, bytes: number): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(value | (1n << BigInt(7 * bytes)));
  return buffer.subarray(8 - bytes);
};
/** The largest value of so many bytes, which says "unknown" as a size. */
const unknown = (bytes: number) => (1n << BigInt(7 * bytes)) - 1n;

const idBytes = fc.integer({ min: 1, max: 4 });
const sizeBytes = fc.integer({ min: 1, max: 8 });
const part = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const numberOf = (share: number, bytes: number) => BigInt(Math.floor(share * 2 ** Math.min(7 * bytes, 52)));

describe('the head of an element', () => {
  it('is its id and its size, of any length, wherever it stands', () => {
    fc.assert(
      fc.property(idBytes, part, sizeBytes, part, fc.nat(9), (ids, id, sizes, size, at) => {
        const number = numberOf(size, sizes);
        const [idPart, sizePart] = [vint(numberOf(id, ids), ids), vint(number, sizes)];
        const bytes = Buffer.concat([Buffer.alloc(at, 0xff), idPart, sizePart]);
        const known = number === unknown(sizes) ? undefined : Number(number);
        expect(elementHead(bytes, at)).toEqual({
          id: idPart.readUIntBE(0, ids),
          bytes: ids + sizes,
          size: known,
        });
        for (let end = at; end < bytes.length; end += 1) {
          expect(elementHead(bytes.subarray(0, end), at)).toBe('short');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('may say that the size is unknown, in any length', () => {
    for (let bytes = 1; bytes <= 8; bytes += 1) {
      const head = Buffer.concat([vint(5n, 1), vint(unknown(bytes), bytes)]);
      expect(elementHead(head)).toEqual({ id: 0x85, bytes: 1 + bytes, size: undefined });
      const almost = Buffer.concat([vint(5n, 1), vint(unknown(bytes) - 1n, bytes)]);
      expect(elementHead(almost)).toMatchObject({ bytes: 1 + bytes });
      expect(elementHead(almost)).not.toMatchObject({ size: undefined });
    }
  });

  it('is none with an id of five bytes, or a size of nine', () => {
    expect(elementHead(Buffer.from([0x08, 1, 1, 1, 1, 0x81]))).toBe('invalid');
    expect(elementHead(Buffer.from([0x81, 0x00, 1, 1, 1, 1, 1, 1, 1, 1]))).toBe('invalid');
  });
});

describe('elements in a payload', () => {
  const element = (id: number, payload: Buffer) =>
    Buffer.concat([Buffer.from([id]), vint(BigInt(payload.length), 1), payload]);
  const two = Buffer.concat([element(0x83, Buffer.from('ab')), element(0x86, Buffer.from('c'))]);
  const read = (bytes: Buffer) =>
    [...elementsIn(bytes)].map(({ id, payload }) => [id, Buffer.from(payload).toString()]);

  it('are all that are whole, up to the first that is not', () => {
    expect(read(two)).toEqual([
      [0x83, 'ab'],
      [0x86, 'c'],
    ]);
    expect(read(two.subarray(0, -1))).toEqual([[0x83, 'ab']]);
    expect(read(Buffer.concat([Buffer.from([0x83, 0xff]), two]))).toEqual([]);
    expect(read(Buffer.alloc(0))).toEqual([]);
  });

  it('tile it if nothing else is in it, wherever its bytes begin', () => {
    const shifted = Buffer.concat([Buffer.from('xy'), two]).subarray(2);
    expect(isTiled(shifted)).toBe(true);
    expect(isTiled(Buffer.alloc(0))).toBe(true);
    expect(isTiled(shifted.subarray(0, -1))).toBe(false);
    expect(isTiled(Buffer.concat([two, Buffer.from([0])]))).toBe(false);
  });

  it('hold numbers and texts', () => {
    expect(unsigned(Buffer.from([1, 2, 3]))).toBe(0x010203);
    expect(unsigned(Buffer.alloc(0))).toBe(0);
    expect(unsigned(Buffer.from([0, 0, 0, 0, 0, 0, 0, 7, 9]))).toBe(7);
    const double = Buffer.alloc(12);
    double.writeDoubleBE(2.5, 4);
    expect(float(double.subarray(4))).toBe(2.5);
    double.writeFloatBE(1.5, 4);
    expect(float(double.subarray(4, 8))).toBe(1.5);
    expect(float(double.subarray(4, 9))).toBe(0);
    expect(letters(Buffer.from('webm\0\0junk'))).toBe('webm');
    expect(letters(Buffer.from('x'.repeat(70)))).toBe('x'.repeat(64));
  });
});
