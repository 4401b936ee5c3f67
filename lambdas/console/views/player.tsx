import { useEffect, useState } from 'preact/hooks';
import { type ApiProblem, problemOf } from '../data/problem.ts';
import type { VideoLinks } from '../data/video-links.ts';
import { ProblemNote } from './problem-note.tsx';

/** The archived video, from the bucket. */
export const Player = ({ links, taskId }: { readonly links: VideoLinks; readonly taskId: string }) => {
  const [url, setUrl] = useState<string>();
  const [problem, setProblem] = useState<ApiProblem>();
  useEffect(() => {
    links.of(taskId).then(setUrl, (error: unknown) => setProblem(problemOf(error)));
  }, [links, taskId]);
  if (problem) return <ProblemNote problem={problem} />;
  if (url === undefined) return <div class="player is-loading" />;
  return (
    // biome-ignore lint/a11y/useMediaCaption: nobody has captions for a generated video
    <video
      class="player"
      src={url}
      controls
      preload="metadata"
      playsInline
      aria-label="The generated video"
    />
  );
};
