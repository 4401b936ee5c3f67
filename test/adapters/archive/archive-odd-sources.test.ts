import { describe, expect, it } from 'vitest';
import { archiving, byConnections, impatient, mebi } from '../../support/archiving.ts';

describe('a copy by several connections', () => {
  const at = archiving(45 * mebi + 7);

  it('ends if one of them brings nothing, though later parts are in the bucket', async () => {
    at.source.manner = ({ headers }) => {
      const start = Number(/\d+/.exec(headers.range ?? '')?.[0]);
      return start >= 10 * mebi && start < 15 * mebi ? { stallAfter: 100 } : {};
    };
    const result = await at.copy({}, { ...byConnections, ...impatient });
    expect(result).toMatchObject({ kind: 'interrupted', partial: at.begun[0] });
    expect('bytesUp' in result && result.bytesUp).toBeGreaterThan(10 * mebi);
  });

  it('is made by fewer if the source allows only a few connections', async () => {
    const crowded = { status: 503, headers: { 'retry-after': '1' } };
    at.source.manner = (_, number) => (number > 3 && number <= 8 ? crowded : {});
    at.expectRight(await at.copy({}, byConnections));
    expect(at.source.requests.length).toBeGreaterThan(8);
    expect(at.begun).toHaveLength(1);
  });

  it('ends if one part is refused to every connection', async () => {
    const crowded = { status: 503, headers: { 'retry-after': '1' } };
    // Not the part after the first connection's: that one could read it without a new request.
    const range = `bytes=${15 * mebi}-${20 * mebi - 1}`;
    at.source.manner = ({ headers }) => (headers.range === range ? crowded : {});
    expect(await at.copy({}, byConnections)).toMatchObject({ kind: 'interrupted', retryAfterSeconds: 1 });
    // Up to four connections try it, or fewer if the others have nothing left to read by then.
    const tries = at.source.requests.filter(({ headers }) => headers.range === range).length;
    expect(tries).toBeGreaterThan(1);
    expect(tries).toBeLessThanOrEqual(4);
  });

  it('ends if the source allows none any more, and waits as long as Retry-After says', async () => {
    const closed = { status: 503, headers: { 'retry-after': '120' } };
    at.source.manner = (_, number) => (number === 1 ? { dropAfter: 12 * mebi } : closed);
    const result = await at.copy({}, byConnections);
    expect(result).toMatchObject({ kind: 'interrupted', retryAfterSeconds: 120, bytesUp: 10 * mebi });
  });

  it('is started again by one if they are shown different files', async () => {
    at.source.manner = (_, number) => (number === 3 ? { status: 412 } : {});
    at.expectRight(await at.copy({}, byConnections));
    expect(at.source.requests.at(-1)?.headers.range).toBe('bytes=0-');
    expect(at.begun).toHaveLength(2);
  });
});

describe('a source that', () => {
  const at = archiving();

  it.each(['', 'aws-chunked', 'utf-8', 'identity', 'gzip', 'x-gzip', 'br', 'deflate', 'zstd'])(
    'names %j as the coding of a plain file, is copied',
    async (coding) => {
      at.source.manner = () => ({ headers: { 'content-encoding': coding } });
      at.expectRight(await at.copy());
    },
  );

  it('sends the beginning of a file whose length it does not tell, is asked for the whole', async () => {
    at.source.manner = ({ headers }) =>
      headers.range ? { headers: { 'content-range': `bytes 0-${mebi - 1}/*` } } : { noRanges: true };
    at.expectRight(await at.copy());
    expect(at.source.requests.map(({ headers }) => headers.range)).toEqual(['bytes=0-', undefined]);
  });

  it('breaks off again and again and cannot be resumed, has made no progress', async () => {
    at.source.manner = () => ({ chunked: true, noRanges: true, dropAfter: 7 * mebi });
    const result = await at.copy();
    expect(result).toMatchObject({ kind: 'interrupted', bytesUp: 0 });
    expect(result).not.toHaveProperty('partial');
    at.expectNothing();
  });
});
