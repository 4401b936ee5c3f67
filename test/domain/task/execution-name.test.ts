import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../lambdas/adapters/runtime/digest.ts';
import { executionName } from '../../../lambdas/domain/task/execution-name.ts';

const input = { owner: 'owner1', taskId: 'video_abc123', restart: 0 };
const nameOf = (fields: Partial<typeof input & { delivery: number }> = {}) =>
  executionName({ ...input, ...fields }, sha256Hex);

describe('the name of an execution', () => {
  it('shows the task id, a digest, the delivery if there is one, and the restart', () => {
    const digest = sha256Hex('owner1\nvideo_abc123').slice(0, 24);
    expect(nameOf()).toBe(`video_abc123-${digest}-r0`);
    expect(nameOf({ delivery: 3, restart: 2 })).toBe(`video_abc123-${digest}-d3-r2`);
  });

  it('shows the first 32 characters of an id, with others than letters, digits, _ and - replaced', () => {
    expect(nameOf({ taskId: 'a/b c.d' })).toMatch(/^a_b_c_d-[0-9a-f]{24}-r0$/);
    expect(nameOf({ taskId: 'x'.repeat(40) })).toMatch(/^x{32}-[0-9a-f]{24}-r0$/);
  });

  it('differs for each owner, task, delivery and restart', () => {
    const names = [
      nameOf(),
      nameOf({ owner: 'owner2' }),
      nameOf({ taskId: 'video_abc124' }),
      nameOf({ taskId: 'video/abc123' }),
      nameOf({ taskId: 'video abc123' }),
      nameOf({ delivery: 1 }),
      nameOf({ delivery: 2 }),
      nameOf({ restart: 1 }),
      nameOf({ restart: 11 }),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  it('of a recovery says that it is one, and differs for each owner, job and restart', () => {
    const recoveryName = (owner: string, recovery: string, restart = 0) =>
      executionName({ owner, recovery, restart }, sha256Hex);
    expect(recoveryName('owner1', 'job1', 3)).toMatch(/^recovery-[0-9a-f]{24}-r3$/);
    const names = [
      recoveryName('owner1', 'job1'),
      recoveryName('owner2', 'job1'),
      recoveryName('owner1', 'job2'),
      recoveryName('owner1', 'job1', 1),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  it('is one that Step Functions accepts, whatever the id holds', () => {
    const number = fc.integer({ min: 0, max: 9_999 });
    const text = fc.string({ unit: 'grapheme', maxLength: 256 });
    fc.assert(
      fc.property(text, text, number, number, (owner, taskId, restart, delivery) => {
        expect(nameOf({ owner, taskId, restart, delivery })).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
      }),
    );
  });
});
