import { beforeEach, describe, expect, it } from 'vitest';
import { archiving, inParts, key, mebi, streamed } from '../../support/archiving.ts';
import { videoBytes } from '../../support/video-server.ts';

const at = archiving();

/** Answers the first `times` requests of one kind badly. */
const faulty = (operation: string, fault: 'drop' | 'fail', times = Number.POSITIVE_INFINITY) => {
  let left = times;
  at.s3.misbehave = (name) => (name === operation && left-- > 0 ? fault : undefined);
};

for (const fault of ['drop', 'fail'] as const) {
  describe(`a bucket that ${fault}s requests`, () => {
    it('once, gets the part again', async () => {
      faulty('UploadPart', fault, 1);
      at.expectRight(await at.copy({}, inParts));
      expect(at.source.requests).toHaveLength(1);
    });

    it('again and again, keeps what is up for the next turn', async () => {
      faulty('UploadPart', fault);
      const result = await at.copy({}, inParts);
      expect(result).toMatchObject({ kind: 'interrupted', partial: at.begun[0] });
      expect(at.s3.object(key)).toBeUndefined();
      at.s3.misbehave = undefined;
      at.expectRight(await at.copy({ ...('partial' in result && { partial: result.partial }) }));
    });

    it('once, while a small video streams in, is sent it again', async () => {
      faulty('PutObject', fault, 1);
      at.expectRight(await at.copy());
      expect(at.source.requests).toHaveLength(2);
    });

    it('once, while a part streams in, is sent that part again', async () => {
      faulty('UploadPart', fault, 2);
      at.expectRight(await at.copy({ inParts: true }, streamed));
      expect(at.s3.requests).toContain('ListParts');
    });

    it('once, while a large video streams in, is sent it in parts', async () => {
      faulty('PutObject', fault, 1);
      at.expectRight(await at.copy({}, streamed));
      expect(at.s3.requests).toContain('CompleteMultipartUpload');
    });

    it('while a small video streams in, has none of it', async () => {
      faulty('PutObject', fault);
      expect(await at.copy()).toMatchObject({ kind: 'interrupted' });
      at.expectNothing();
    });

    it('when all parts are up, is asked again in the next turn, which it may have done already', async () => {
      faulty('CompleteMultipartUpload', fault);
      const result = await at.copy({}, inParts);
      expect(result).toMatchObject({ kind: 'interrupted', bytesUp: at.source.file.length });
      at.s3.misbehave = undefined;
      at.source.requests.length = 0;
      at.expectRight(
        await at.copy({ mayBeThere: true, ...('partial' in result && { partial: result.partial }) }),
      );
      expect(at.source.requests).toHaveLength(0);
    });
  });
}

describe('a bucket that aborts no upload', () => {
  beforeEach(() => {
    at.source.manner = (_, number) => {
      if (number > 1) at.source.file = videoBytes(12 * mebi, 2);
      return number === 1 ? { dropAfter: 6 * mebi } : {};
    };
  });

  it('and starts none, is asked to abort it in the next turn', async () => {
    at.s3.misbehave = (operation) => (at.begun.length > 0 && operation !== 'UploadPart' ? 'fail' : undefined);
    const result = await at.copy({}, inParts);
    expect(result).toMatchObject({ kind: 'interrupted', partial: at.begun[0], bytesUp: 0 });
    at.s3.misbehave = undefined;
    at.expectRight(await at.copy({ ...('partial' in result && { partial: result.partial }) }, inParts));
  });

  it('and starts another, keeps the old upload', async () => {
    at.s3.misbehave = (operation) => (operation === 'AbortMultipartUpload' ? 'fail' : undefined);
    expect(await at.copy({}, inParts)).toMatchObject({ kind: 'archived', file: { bytes: 12 * mebi } });
    expect([...at.s3.store.multipartUploads.keys()]).toEqual([at.begun[0]?.uploadId]);
  });
});

describe('a bucket that hangs', () => {
  it('is left when the time is over', async () => {
    at.s3.misbehave = () => 'hang';
    expect(await at.copy({ budgetMillis: 500 })).toMatchObject({ kind: 'unfinished' });
    expect(await at.copy({ budgetMillis: 500 }, inParts)).toMatchObject({ kind: 'unfinished' });
  });
});
