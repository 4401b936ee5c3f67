import { readBoxFile } from './box-file.ts';
import { readMatroska } from './matroska.ts';
import { type Reading, sizeOfFile } from './reading.ts';
import { bySignature, signatureBytes, sniff } from './sniff.ts';
import type { MediaVerdict } from './verdict.ts';

/** Reads any file and comes to a verdict on it: what it is, and if all of it is there. */
export function* readMedia(): Reading<MediaVerdict> {
  const { bytes } = yield { at: 0, length: signatureBytes };
  const sniffed = sniff(bytes);
  switch (sniffed.kind) {
    case 'boxes':
      return yield* readBoxFile();
    case 'matroska':
      return yield* readMatroska();
    case 'other':
      yield* sizeOfFile();
      return bySignature(sniffed.container);
    case 'not_a_video':
      return sniffed;
  }
}
