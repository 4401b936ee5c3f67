import { useEffect, useRef, useState } from 'preact/hooks';
import type { Frames } from '../data/frames.ts';

/** Milliseconds that a row must stay in view before its picture is fetched: fast scrolling fetches nothing. */
const restMillis = 200;

interface Props {
  readonly frames: Frames;
  readonly taskId: string;
  readonly ready: boolean;
}

/** A picture of a finished video; decoration, since the row says all in words. */
export const FirstFrame = ({ frames, taskId, ready }: Props) => {
  const box = useRef<HTMLSpanElement>(null);
  const [picture, setPicture] = useState<HTMLCanvasElement>();
  useEffect(() => {
    const { current } = box;
    if (!ready || !current) return;
    let timer: number | undefined;
    let gone = false;
    const fetched = async (): Promise<void> => {
      const found = await frames.of(taskId, () => !gone).catch(() => undefined);
      if (found && !gone) setPicture(found);
    };
    const observer = new IntersectionObserver((entries) => {
      clearTimeout(timer);
      if (entries.some(({ isIntersecting }) => isIntersecting))
        timer = setTimeout(() => void fetched(), restMillis);
    });
    observer.observe(current);
    return () => {
      gone = true;
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [frames, taskId, ready]);
  return (
    <span class="frame" aria-hidden="true" ref={box}>
      {picture ? (
        <Copy of={picture} />
      ) : (
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M9 7v10l8-5z" />
        </svg>
      )}
    </span>
  );
};

/** The kept picture serves every row that shows it; an element can be in one place only. */
const Copy = ({ of }: { readonly of: HTMLCanvasElement }) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => canvas.current?.getContext('2d')?.drawImage(of, 0, 0), [of]);
  return <canvas ref={canvas} width={of.width} height={of.height} />;
};
