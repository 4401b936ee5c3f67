import { keyOfFormat } from '../../../domain/archive/video-key.ts';
import { formatOfHead } from '../../../domain/media/head-format.ts';
import { signatureBytes, sniff } from '../../../domain/media/sniff.ts';
import { metadataOf, type ObjectTarget } from '../s3/s3-description.ts';
import { decodedSource } from '../source/decoded-source.ts';
import { type OpenSource, openSource } from '../source/source-reader.ts';
import type { VideoSource } from '../source/video-source.ts';
import { CopyFault } from './copy-fault.ts';
import type { CopyJob } from './copy-job.ts';
import type { CopyStop } from './copy-stop.ts';
import { factsOfHead, refuseBroken } from './file-check.ts';

/** The index of a film of a minute, if it stands first. */
const factBytes = 64 * 1024;

/** A source that begins like a video. */
export interface OpenVideo {
  readonly open: OpenSource;
  readonly target: ObjectTarget;
  close(): Promise<void>;
}

/** Some hosts compress what is compressed already. */
const maxCodings = 3;

/** Opens the source, and sees by its first bytes what it is to be called. Throws `CopyFault`. */
export const openVideo = async (job: CopyJob, source: VideoSource, stop: CopyStop): Promise<OpenVideo> => {
  const { order, settings } = job;
  const file = await source.open({ start: 0, signal: stop.signal });
  if (file.totalBytes !== undefined && file.totalBytes > order.maxBytes) {
    file.body.destroy();
    throw new CopyFault('too_large', `The video has ${file.totalBytes} of at most ${order.maxBytes} bytes`);
  }
  const raw = openSource(source, file, stop.reading, settings.reader);
  let open = raw;
  const close = async (): Promise<void> => {
    await open.reader.close();
    await raw.reader.close();
  };
  try {
    let head = await raw.reader.peek(signatureBytes);
    for (let codings = 0; codings < maxCodings && !formatOfHead(head); codings++) {
      const decoded = decodedSource(open, head);
      if (!decoded) break;
      open = decoded;
      head = await decoded.reader.peek(signatureBytes).catch(noBytesIfBroken(head));
    }
    const format = formatOfHead(head);
    if (!format) {
      const sniffed = sniff(head);
      if (sniffed.kind === 'not_a_video') refuseBroken(sniffed);
      throw new CopyFault('not_a_video', 'What the link leads to is not a video');
    }
    const { contentType } = format;
    const metadata = metadataOf(factsOfHead(await open.reader.peek(factBytes)));
    const target = { bucket: job.bucket, key: keyOfFormat(order.key, format), contentType, metadata };
    return { open, target, close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** A body whose first bytes cannot be decoded holds no video; mostly it is an error page with a wrong `Content-Encoding`. */
const noBytesIfBroken =
  (raw: Buffer) =>
  (error: unknown): Buffer => {
    if (error instanceof CopyFault && error.kind === 'changed') return raw;
    throw error;
  };
