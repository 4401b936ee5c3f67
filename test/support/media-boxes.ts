import { box } from '../../lib/local/provider/boxes.ts';

/** Boxes of an MP4 file for tests: takes files apart, edits them, and puts them together again. */
export interface FileBox {
  readonly type: string;
  /** With its head. */
  readonly bytes: Buffer;
}

/** The boxes of a file, or of a payload. */
export const boxesOf = (file: Buffer): FileBox[] => {
  const boxes: FileBox[] = [];
  for (let at = 0; at + 8 <= file.length; ) {
    const short = file.readUInt32BE(at);
    const size = short === 1 ? Number(file.readBigUInt64BE(at + 8)) : short || file.length - at;
    boxes.push({ type: file.toString('latin1', at + 4, at + 8), bytes: file.subarray(at, at + size) });
    at += size;
  }
  return boxes;
};

export const named = (file: Buffer, type: string): Buffer => {
  const found = boxesOf(file).find((each) => each.type === type);
  if (!found) throw new Error(`The file has no ${type} box.`);
  return found.bytes;
};

const containers = new Set('moov trak mdia minf stbl udta moof traf mvex'.split(' '));

/** The file again, with each box of a type, however deep, changed. Sizes of what holds it follow. */
export const edit = (file: Buffer, type: string, change: (box: Buffer) => Buffer): Buffer =>
  Buffer.concat(
    boxesOf(file).map((each) => {
      if (each.type === type) return change(Buffer.from(each.bytes));
      return containers.has(each.type)
        ? box(each.type, edit(each.bytes.subarray(8), type, change))
        : each.bytes;
    }),
  );

/** Where boxes of a type begin in the file. */
export const placesOf = (file: Buffer, type: string, from = 0): number[] =>
  boxesOf(file).flatMap(({ type: found, bytes }, index, all) => {
    const at = from + all.slice(0, index).reduce((sum, before) => sum + before.bytes.length, 0);
    if (found === type) return [at];
    return containers.has(found) ? placesOf(bytes.subarray(8), type, at + 8) : [];
  });

/** Moves every chunk's place, after the data have moved. */
export const moved = (moov: Buffer, by: number): Buffer =>
  edit(moov, 'stco', (stco) => {
    for (let at = 16; at < stco.length; at += 4) stco.writeUInt32BE(stco.readUInt32BE(at) + by, at);
    return stco;
  });

/** The whole file with these bytes put in front of its data. `before` names the box that they precede. */
export const inserted = (file: Buffer, before: string, bytes: Buffer): Buffer => {
  const boxes = boxesOf(file);
  const place = boxes.findIndex(({ type }) => type === before);
  const data = boxes.findIndex(({ type }) => type === 'mdat');
  return Buffer.concat(
    boxes.flatMap(({ type, bytes: own }, index) => [
      ...(index === place ? [bytes] : []),
      type === 'moov' && place <= data ? moved(own, bytes.length) : own,
    ]),
  );
};

/** A copy of the file with one number overwritten. */
export const patched = (file: Buffer, at: number, value: number): Buffer => {
  const copy = Buffer.from(file);
  copy.writeUInt32BE(value >>> 0, at);
  return copy;
};
