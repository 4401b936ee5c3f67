import { useEffect, useState } from 'preact/hooks';
import type { VideoLinkBody } from '../../handlers/api/video-schema.ts';
import { type ApiProblem, problemOf } from '../data/problem.ts';
import type { VideoLinks } from '../data/video-links.ts';
import { ProblemNote } from './problem-note.tsx';

/** The archived video, from the bucket. Its link ends within an hour: a page that is older gets another. */
export const Player = ({ links, taskId }: { readonly links: VideoLinks; readonly taskId: string }) => {
  const [link, setLink] = useState<VideoLinkBody>();
  const [unplayable, setUnplayable] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const load = (): Promise<void> =>
    links.of(taskId).then(
      (found) => {
        // The same link once more: its end is not what was the matter.
        setUnplayable(found.url === link?.url);
        setLink(found);
      },
      (error: unknown) => setProblem(problemOf(error)),
    );
  useEffect(() => void load(), [links, taskId]);
  if (problem) return <ProblemNote problem={problem} />;
  if (link === undefined) return <div class="player is-loading" />;
  if (unplayable) {
    return (
      <p class="card">
        This browser cannot play the file.{' '}
        <a href={link.url} target="_blank" rel="noreferrer noopener">
          Open it
        </a>{' '}
        in another program.
      </p>
    );
  }
  return (
    // biome-ignore lint/a11y/useMediaCaption: nobody has captions for a generated video
    <video
      class="player"
      src={link.url}
      poster={link.coverUrl ?? undefined}
      controls
      preload="metadata"
      playsInline
      aria-label="The generated video"
      onError={() => void load()}
    />
  );
};
