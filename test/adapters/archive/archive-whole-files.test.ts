import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { box } from '../../../lib/local/provider/boxes.ts';
import { archiving, inParts, key } from '../../support/archiving.ts';
import { inserted } from '../../support/media-boxes.ts';
import { mediaFile, mediaNames, streamed } from '../../support/media-files.ts';
import { closeRawHosts, rawHost } from '../../support/raw-host.ts';
import { sha256 } from '../../support/video-server.ts';

const at = archiving(1000);
closeRawHosts();

/** How the names of the files in the repository end, and what they are. */
const types: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  m4v: 'video/x-m4v',
  mov: 'video/quicktime',
  '3gp': 'video/3gpp',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
};
const copied = async (file: Buffer, order = {}, settings = {}) => {
  const length = `Content-Length: ${file.length}\r\n`;
  const host = await rawHost(() => [`HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n${length}\r\n`, file]);
  return at.copy({ link: host.url, ...order }, settings);
};

describe('a whole file, however odd, is stored bit for bit, under a name and a type of what it is', () => {
  it.each(mediaNames)('%s', async (name) => {
    const file = mediaFile(name);
    const extension = name.slice(name.lastIndexOf('.') + 1);
    const named = key.replace(/mp4$/, extension);
    for (const settings of [{}, inParts]) {
      const result = await copied(file, {}, settings);
      const verdict = streamed(file);
      if (verdict.kind !== 'whole') throw new Error(`Not whole: ${name}`);
      const { width, height, fps, codec, hasAudio, durationSeconds, provenance } = verdict.facts;
      expect(result).toMatchObject({
        kind: 'archived',
        file: {
          ...{ key: named, contentType: types[extension], bytes: file.length, sha256: sha256(file) },
          ...{ width, height, codec, hasAudio, provenance },
          ...(fps !== undefined && { fps }),
          ...(durationSeconds !== undefined && { durationSeconds }),
        },
      });
      expect(at.s3.object(named)?.body.equals(file)).toBe(true);
      expect(at.s3.object(named)).toMatchObject({
        contentType: types[extension],
        contentDisposition: `inline; filename="video_abc.${extension}"`,
        metadata: { width: String(width), codec, c2pa: String(provenance.c2pa) },
      });
    }
  });
});

describe('the facts of a film', () => {
  it('are sent with the file where its index stands first', async () => {
    await copied(mediaFile('faststart.mp4'));
    expect(at.s3.requests).toEqual(['PutObject']);
    expect(at.s3.object(key)?.metadata).toEqual({
      ...{ width: '64', height: '48', fps: '24', codec: 'h264' },
      ...{ 'has-audio': 'true', 'duration-seconds': '1', c2pa: 'false', 'aigc-label': 'false' },
    });
  });

  it('are written by the bucket itself where its index comes last', async () => {
    const file = inserted(mediaFile('moov-last.mp4'), 'mdat', box('free', Buffer.alloc(100_000)));
    await copied(file);
    expect(at.s3.requests).toEqual(['PutObject', 'CopyObject']);
    expect(at.s3.object(key)?.metadata).toMatchObject({ width: '64', sha256: sha256(file) });
    const head = await at.s3.client.send(new HeadObjectCommand({ Bucket: at.s3.bucket, Key: key }));
    expect(head.ContentDisposition).toBe('inline; filename="video_abc.mp4"');
  });

  it('that cannot be written into the object do not keep the file from being archived', async () => {
    at.s3.misbehave = (operation) => (operation === 'CopyObject' ? 'fail' : undefined);
    const file = inserted(mediaFile('moov-last.mp4'), 'mdat', box('free', Buffer.alloc(100_000)));
    expect(await copied(file)).toMatchObject({ kind: 'archived', file: { width: 64 } });
  });
});

describe('a file of another format that an earlier turn put there', () => {
  it('is found under its own name, and not copied again', async () => {
    const file = mediaFile('vp9.webm');
    const first = await copied(file);
    at.s3.requests.length = 0;
    expect(await copied(file, { mayBeThere: true })).toEqual(first);
    expect(at.s3.requests).not.toContain('PutObject');
  });
});
