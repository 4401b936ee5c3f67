import type { MediaVerdict } from '../media/verdict.ts';
import type { StoredFile } from '../task/task.ts';
import type { ArchivedFile } from './video-archive.ts';

/** A stored file with what it says of its film. Where and what type it is, the store knows best. */
export const archivedFile = (stored: StoredFile, verdict: MediaVerdict): ArchivedFile => {
  if (verdict.kind !== 'whole') return stored;
  const { container: _, extension: __, contentType: ___, sampleEntry: ____, ...film } = verdict.facts;
  return { ...film, ...stored };
};

/** Why a file is no video to be announced, as a sentence for people; nothing if it is whole. */
export const objectionTo = (verdict: MediaVerdict): string | undefined => {
  switch (verdict.kind) {
    case 'whole':
      return undefined;
    case 'broken':
      return `The file is broken (${verdict.reason}): ${verdict.detail}`;
    case 'not_a_video':
      if (verdict.looksLike === 'empty') return 'The source is empty';
      if (verdict.looksLike === 'unknown') return 'What the link leads to is not a video';
      return `What the link leads to is not a video (${verdict.looksLike})`;
  }
};
