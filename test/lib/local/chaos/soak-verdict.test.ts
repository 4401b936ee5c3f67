import { describe, expect, it } from 'vitest';
import { isFlat, soakVerdict } from '../../../../lib/local/chaos/soak-verdict.ts';

const soaked = (memory: (sample: number) => number, handles: (sample: number) => number, lost = 0) => ({
  lost,
  samples: Array.from({ length: 20 }, (_, number) => ({
    tasks: number * 250,
    seconds: number,
    memoryMb: memory(number),
    handles: handles(number),
    threads: 40,
  })),
});
const warmUp = (number: number): number => 300 + Math.min(number, 4) * 50 + (number % 3) * 10;

describe('a soak', () => {
  it('passes if memory and handles vary without growing after the warm-up', () => {
    expect(isFlat(soaked(warmUp, () => 60))).toBe(true);
  });

  it('fails if memory or handles keep growing, or a task was lost', () => {
    expect(
      isFlat(
        soaked(
          (number) => 300 + number * 10,
          () => 60,
        ),
      ),
    ).toBe(false);
    expect(isFlat(soaked(warmUp, (number) => 60 + number))).toBe(false);
    expect(isFlat(soaked(warmUp, () => 60, 1))).toBe(false);
  });

  it('reports what has grown, and by how much', () => {
    const text = soakVerdict(
      soaked(
        () => 300,
        (number) => (number < 15 ? 50 : 60),
      ),
    );
    expect(text).toBe(
      'From the second quarter to the last: +0.0 % MB, +20.0 % handles, +0.0 % threads. 0 lost.\n',
    );
  });
});
