import { box, u32 } from './boxes.ts';

const [width, height] = [1280, 720];
/** Five seconds at 24 frames a second. */
const frames = 120;
const ticksOfFrame = 512;
const timescale = 24 * ticksOfFrame;
const ticks = frames * ticksOfFrame;

/** No turn, no scaling. */
const matrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000);
const fileType = box('ftyp', 'isom', u32(512), 'isomiso2avc1mp41');

/** What decodes the frames: High profile, level 3.1, with the shortest of parameter sets. */
const avcC = box('avcC', Buffer.from('0164001fffe100046764001f01000468ee3cb0', 'hex'));
const entry = box(
  'avc1',
  u32(0, 1, 0, 0, 0, 0, width * 0x10000 + height, 0x48_0000, 0x48_0000, 0, 1 * 0x10000),
  Buffer.alloc(30),
  Buffer.from([0, 24, 0xff, 0xff]),
  avcC,
);

const index = (frameBytes: number, dataAt: number): Buffer => {
  const table = box(
    'stbl',
    box('stsd', u32(0, 1), entry),
    box('stts', u32(0, 1, frames, ticksOfFrame)),
    box('stsc', u32(0, 1, 1, frames, 1)),
    box('stsz', u32(0, frameBytes, frames)),
    box('stco', u32(0, 1, dataAt)),
  );
  const media = box(
    'mdia',
    box('mdhd', u32(0, 0, 0, timescale, ticks, 0x55c4_0000)),
    box('hdlr', u32(0, 0), 'vide', u32(0, 0, 0), 'Picture\0'),
    box('minf', box('vmhd', u32(1, 0, 0)), box('dinf', box('dref', u32(0, 1), box('url ', u32(1)))), table),
  );
  const header = box('tkhd', u32(3, 0, 0, 1, 0, ticks, 0, 0, 0, 0), matrix, u32(width << 16, height << 16));
  const movie = box(
    'mvhd',
    u32(0, 0, 0, timescale, ticks, 0x10000, 0x100_0000, 0, 0),
    matrix,
    Buffer.alloc(24),
    u32(2),
  );
  return box('moov', movie, box('trak', header, media));
};

const dataHead = (bytes: number): Buffer => {
  const size = 16 + bytes;
  return Buffer.concat([u32(1), Buffer.from('mdat'), u32(Math.floor(size / 2 ** 32), size)]);
};

const headBytes = fileType.length + index(0, 0).length + dataHead(0).length;

/** The smallest file that `videoHead` can begin: a byte for each frame. */
export const minVideoBytes = headBytes + frames;

/**
 * The head of an MP4 of `bytes` bytes, at least `minVideoBytes`: all that comes before its picture data, which may be
 * any bytes that are not zeros. The file is then whole to every reader of boxes, and no decoder gets a picture out of it.
 */
export const videoHead = (bytes: number): Buffer => {
  const dataBytes = bytes - headBytes;
  if (dataBytes < frames) throw new RangeError(`A video has at least ${minVideoBytes} bytes, not ${bytes}`);
  const frameBytes = Math.floor(dataBytes / frames);
  return Buffer.concat([fileType, index(frameBytes, headBytes), dataHead(dataBytes)]);
};
