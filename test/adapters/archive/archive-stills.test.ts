import { describe, expect, it } from 'vitest';
import { archiving, key, mebi } from '../../support/archiving.ts';
import { closeRawHosts, rawHost } from '../../support/raw-host.ts';
import { sha256 } from '../../support/video-server.ts';

const at = archiving(100_000);
closeRawHosts();

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), Buffer.alloc(500, 7)]);
const sent = (file: Buffer, length = file.length) =>
  rawHost(() => [`HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n`, file]);
const beside = (ending: string) => key.replace('.mp4', ending);

describe('a picture that comes with a video', () => {
  it.each([
    ['png', 'image/png', png],
    ['jpg', 'image/jpeg', Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF', 'latin1')],
    ['webp', 'image/webp', Buffer.from('RIFF\x24\0\0\0WEBPVP8 ', 'latin1')],
    ['gif', 'image/gif', Buffer.from('GIF89a\x01\0\x01\0', 'latin1')],
  ])('is stored beside it as the %s that its bytes prove', async (extension, contentType, file) => {
    const host = await sent(file);
    const result = await at.copy({ stills: { lastFrame: host.url, cover: host.url } });
    const stored = { bucket: 'videos', contentType, bytes: file.length, sha256: sha256(file) };
    expect(result).toMatchObject({
      kind: 'archived',
      file: {
        key,
        lastFrame: { ...stored, key: beside(`.last-frame.${extension}`) },
        cover: { ...stored, key: beside(`.cover.${extension}`) },
      },
    });
    expect(at.s3.object(beside(`.cover.${extension}`))?.body.equals(file)).toBe(true);
  });

  it.each<[string, () => Promise<{ url: string }>]>([
    ['is a page', () => sent(Buffer.from('<html>no</html>'))],
    ['is a video', () => sent(at.source.file)],
    ['is empty', () => sent(Buffer.alloc(0))],
    ['is cut off', () => sent(png, png.length + 1)],
    ['is larger than a picture is', () => sent(Buffer.concat([png, Buffer.alloc(17 * mebi)]))],
    ['is not there', () => rawHost(() => ['HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n'])],
    ['never comes', () => rawHost(() => undefined)],
    ['lies at a private address', async () => ({ url: 'https://10.0.0.1/a.png' })],
    ['has a link that is none', async () => ({ url: 'https://' })],
  ])('is left out if it %s, and the video is archived all the same', async (_, host) => {
    at.expectRight(await at.copy({ stills: { lastFrame: (await host()).url } }));
  });

  it('does not outlive a copy that fails', async () => {
    const host = await rawHost(() => undefined);
    at.source.manner = () => ({ status: 404 });
    const result = await at.copy({ stills: { cover: host.url } });
    expect(result).toMatchObject({ kind: 'stale_link' });
  });

  it('is left out if the bucket does not take it', async () => {
    const host = await sent(png);
    at.s3.misbehave = (_, url) => (url.pathname.includes('last-frame') ? 'fail' : undefined);
    at.expectRight(await at.copy({ stills: { lastFrame: host.url } }));
  });
});
