import { boxesIn } from './box.ts';
import { asText, u32 } from './reading.ts';

/** "Embedding manifests into BMFF-based assets", C2PA specification 2.1, appendix A.4. */
const c2paBox = 'd8fec3d61b0e483c92975828877ec481';
/** The type of a JUMBF superbox that holds a C2PA manifest store: "c2pa" and the JUMBF suffix. */
const c2paJumbf = '63327061001100108000';
/** Adobe XMP, "XMP in ISO base media files" (XMP specification, part 3). */
const xmpBox = 'be7acfcb97a942e89c71999491e3afac';

const hex = (bytes: Uint8Array, from: number, to: number): string =>
  [...bytes.subarray(from, to)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** If the first bytes of a box's payload show a C2PA manifest: 16 for a `uuid` box, 24 for a `jumb` box. */
export const isC2pa = (type: string, payload: Uint8Array): boolean =>
  type === 'uuid'
    ? hex(payload, 0, 16) === c2paBox
    : type === 'jumb' && u32(payload, 4) === 0x6a756d64 && hex(payload, 8, 18) === c2paJumbf;

/** Boxes whose payload may hold the label of generated content. */
export const mayHoldLabel = (type: string, payload: Uint8Array): boolean =>
  type === 'meta' || type === 'udta' || (type === 'uuid' && hex(payload, 0, 16) === xmpBox);

/**
 * The implicit label of GB 45438-2025 is metadata with the key `AIGC` and a JSON object of `Label`, `ContentProducer`,
 * `ProduceID`. In files it is seen as a QuickTime metadata key (`ffmpeg -movflags use_metadata_tags`), as a free-form
 * iTunes item, as a box of user data, in XMP under the standard's namespace, and as JSON in a comment.
 */
const labels = /mdta(?:[\w.-]{0,60}\.)?AIGC\0|name\0\0\0\0AIGC|tc260\.org\.cn\/ns\/AIGC/;

/** If metadata (the payload of `udta`, `meta` or an XMP box) holds the label. */
export const holdsLabel = (payload: Uint8Array): boolean => {
  const text = asText(payload);
  if (text.includes('ContentProducer') && text.includes('ProduceID')) return true;
  return labels.test(text) || [...boxesIn(payload, 0, payload.length)].some(({ type }) => type === 'AIGC');
};
