import { useEffect, useState } from 'preact/hooks';
import type { VideoLinks } from '../data/video-links.ts';

/** Milliseconds that a row must stay in view before its video is fetched: fast scrolling fetches nothing. */
const restMillis = 200;

/** The first frame of a finished video; decoration, since the row says all in words. */
export const FirstFrame = ({ links, taskId, ready }: FrameProps) => {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!ready) return;
    let gone = false;
    const timer = setTimeout(() => {
      links.of(taskId).then(
        (link) => gone || setUrl(link),
        () => undefined,
      );
    }, restMillis);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [links, taskId, ready]);
  return (
    <span class="frame" aria-hidden="true">
      {url === undefined ? (
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M9 7v10l8-5z" />
        </svg>
      ) : (
        <video
          src={`${url}#t=0.1`}
          preload="metadata"
          muted
          playsInline
          tabIndex={-1}
          disablePictureInPicture
          onError={() => setUrl(undefined)}
        />
      )}
    </span>
  );
};

interface FrameProps {
  readonly links: VideoLinks;
  readonly taskId: string;
  readonly ready: boolean;
}
