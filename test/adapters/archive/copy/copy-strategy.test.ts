import { describe, expect, it } from 'vitest';
import {
  chooseStrategy,
  copyStrategySettings,
} from '../../../../lambdas/adapters/archive/copy/copy-strategy.ts';
import { minute } from '../../../../lambdas/domain/task/time.ts';

const mebi = 1024 * 1024;
const gibi = 1024 * mebi;

describe('the way that a large file is read', () => {
  const choose = (seen: Partial<Parameters<typeof chooseStrategy>[1]>) =>
    chooseStrategy(copyStrategySettings, {
      rate: 26e6,
      bytesLeft: gibi,
      partBytes: 5 * mebi,
      resumable: true,
      requestLimit: Number.POSITIVE_INFINITY,
      millisLeft: 14 * minute,
      inParts: false,
      ...seen,
    });

  it('is shared by several connections if one is slow', () => {
    expect(choose({})).toEqual({ kind: 'connections', count: 8 });
    expect(choose({ bytesLeft: 7 * mebi })).toEqual({ kind: 'connections', count: 2 });
  });

  it('is one connection, sent whole if that is fast', () => {
    expect(choose({ rate: 100e6 })).toEqual({ kind: 'whole' });
  });

  it('is one connection, sent in parts if the whole might not fit into the time, or into one request', () => {
    expect(choose({ rate: 60e6, bytesLeft: 4 * gibi, millisLeft: minute })).toEqual({ kind: 'stream' });
    expect(choose({ rate: 100e6, bytesLeft: 5 * gibi })).toEqual({ kind: 'stream' });
    expect(choose({ rate: 100e6, inParts: true })).toEqual({ kind: 'stream' });
  });

  it('is one connection if the source sends no ranges, or the link allows few requests', () => {
    expect(choose({ resumable: false })).toEqual({ kind: 'whole' });
    expect(choose({ requestLimit: 100 })).toEqual({ kind: 'whole' });
    expect(choose({ requestLimit: 1000 })).toEqual({ kind: 'connections', count: 8 });
  });

  it('is one connection and small parts if the line is so slow that a shared one would bring none in time', () => {
    expect(choose({ rate: 100e3 })).toEqual({ kind: 'connections', count: 1 });
  });

  it('is one connection and small parts if nobody knows the length', () => {
    expect(choose({ bytesLeft: Number.POSITIVE_INFINITY, rate: 100e6 })).toEqual({
      kind: 'connections',
      count: 1,
    });
  });

  it('needs no more parts than an object may have', () => {
    expect(choose({ bytesLeft: 100 * gibi })).toEqual({ kind: 'stream' });
  });
});
