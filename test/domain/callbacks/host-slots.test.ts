import { describe, expect, it } from 'vitest';
import {
  appointmentGap,
  failuresToBreak,
  farAppointment,
  freeSlots,
  type HostState,
  hostKey,
  lidOf,
  paceAfter,
  putOffSeconds,
  reportOf,
  slotLease,
} from '../../../lambdas/domain/callbacks/host-slots.ts';
import { hour, minute, second } from '../../../lambdas/domain/task/time.ts';

const state = (fields: Partial<HostState> = {}): HostState => ({
  ...{ slots: {}, failures: 0, pace: 0, bookedUntil: 0 },
  ...fields,
});

describe('The requests that a host may have at once', () => {
  it('are told by its name and port, whatever the path', () => {
    expect(hostKey('https://Example.com/hook?x')).toBe('example.com:443');
    expect(hostKey('http://[::1]:8080/')).toBe('::1:8080');
  });

  it('are one after ten bad answers in a row', () => {
    expect([0, failuresToBreak - 1, failuresToBreak].map((failures) => lidOf({ failures }, 10))).toEqual([
      10, 10, 1,
    ]);
  });

  it('hold a slot for longer than a request can take, and free it at the end of that', () => {
    expect(slotLease).toBeGreaterThan(15 * second);
    expect(slotLease).toBeLessThan(minute);
    expect(freeSlots(state({ slots: { 0: 1_000, 1: 1_001 } }), 4, 1_000)).toEqual([0, 2, 3]);
    expect(freeSlots(state({ slots: { 0: 1_001 }, failures: failuresToBreak }), 4, 1_000)).toEqual([]);
  });
});

describe('A host', () => {
  it.each([
    [200, true],
    [404, true],
    [499, true],
    [429, false],
    [500, false],
    [503, false],
  ])('that answers %s is well: %s', (status, healthy) => {
    expect(reportOf({ kind: 'failed', status, milliseconds: 7 })).toEqual({ healthy, milliseconds: 7 });
  });

  it('that does not answer is not well, and one that was never dialled is not judged', () => {
    const failed = { kind: 'failed', milliseconds: 15_000 } as const;
    expect(reportOf({ ...failed, failure: 'timeout' })).toEqual({ healthy: false, milliseconds: 15_000 });
    expect(reportOf({ ...failed, failure: 'blocked' })).toBeUndefined();
  });

  it('is as slow as its last few requests, the first of which counts whole', () => {
    expect(paceAfter({ pace: 0 }, 2_000)).toBe(2_000);
    expect(paceAfter({ pace: 2_000 }, 1_000)).toBe(1_800);
    expect(paceAfter({ pace: 1_000 }, 2_001)).toBe(1_200);
  });
});

describe('An appointment', () => {
  it('comes as often as requests end', () => {
    expect(appointmentGap(state({ pace: 2_000 }), 10)).toBe(200);
    expect(appointmentGap(state({ pace: 2_000, failures: failuresToBreak }), 10)).toBe(2_000);
    expect(appointmentGap(state(), 10)).toBe(100);
    expect(appointmentGap(state({ pace: 1 }), 10)).toBe(1);
  });

  it('is some time in the second half hour if there are very many', () => {
    expect([0, 0.5, 0.999_999_999].map((random) => farAppointment(0, random))).toEqual([
      30 * minute,
      45 * minute,
      hour - 1,
    ]);
    expect(farAppointment(hour, 0)).toBe(hour + 30 * minute);
  });

  it('is waited for at least twice as long each time, and at most an hour', () => {
    expect([0, 1, 2, 3].map((before) => putOffSeconds(0, 0, before))).toEqual([1, 2, 4, 8]);
    expect(putOffSeconds(10_001, 1, 2)).toBe(10);
    expect(putOffSeconds(10_002, 1, 2)).toBe(11);
    expect(putOffSeconds(2 * hour, 0, 0)).toBe(3_600);
    expect(putOffSeconds(0, 0, 60)).toBe(3_600);
  });
});
