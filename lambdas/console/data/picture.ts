/** In pixels: twice what a row shows, for dense screens. */
const width = 200;
const height = 112;
/** Milliseconds after which a source that does not come is given up. */
const maxMillis = 15_000;

/** As much of the source as fills a picture of our size, cut evenly at the edges. */
const drawn = (source: CanvasImageSource, from: { width: number; height: number }): HTMLCanvasElement => {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const scale = Math.max(width / from.width, height / from.height);
  const [wide, high] = [from.width * scale, from.height * scale];
  canvas.getContext('2d')?.drawImage(source, (width - wide) / 2, (height - high) / 2, wide, high);
  return canvas;
};

/** Whether the event comes, before an error and in time. */
const comes = (source: HTMLElement, event: string): Promise<boolean> =>
  new Promise((done) => {
    const timer = setTimeout(() => done(false), maxMillis);
    const settle = (good: boolean) => () => {
      clearTimeout(timer);
      done(good);
    };
    source.addEventListener(event, settle(true), { once: true });
    source.addEventListener('error', settle(false), { once: true });
  });

/** Nothing if there is no picture at the address. */
export const pictureAt = async (url: string): Promise<HTMLCanvasElement | undefined> => {
  const image = new Image();
  const came = comes(image, 'load');
  image.src = url;
  const picture = (await came)
    ? drawn(image, { width: image.naturalWidth, height: image.naturalHeight })
    : undefined;
  image.src = '';
  return picture;
};

/** Nothing if this browser cannot decode the video. Its connection and its decoder are given back at once. */
export const frameOfVideo = async (url: string): Promise<HTMLCanvasElement | undefined> => {
  const video = document.createElement('video');
  Object.assign(video, { muted: true, playsInline: true, preload: 'metadata' });
  const came = comes(video, 'loadeddata');
  video.src = `${url}#t=0.1`;
  const frame = (await came)
    ? drawn(video, { width: video.videoWidth, height: video.videoHeight })
    : undefined;
  video.removeAttribute('src');
  video.load();
  return frame;
};
