import { describe, expect, it } from 'vitest';
import {
  claimLife,
  deadlineOf,
  deletionOf,
  forgottenAt,
  saneCreation,
} from '../../../lambdas/domain/task/deadline.ts';
import { day, hour, minute, second } from '../../../lambdas/domain/task/time.ts';

const registeredAt = Date.UTC(2026, 0, 2);
const giveUp = 23 * 3_600;

describe('when tracking ends', () => {
  it('counts from the registration as long as the creation is unknown', () => {
    expect(deadlineOf({ registeredAt }, giveUp)).toBe(registeredAt + 23 * hour);
  });

  it('counts from the creation if that was earlier', () => {
    expect(deadlineOf({ registeredAt, createdAt: registeredAt - hour }, giveUp)).toBe(
      registeredAt + 22 * hour,
    );
  });

  it('never counts from a creation after the registration', () => {
    expect(deadlineOf({ registeredAt, createdAt: registeredAt + hour }, giveUp)).toBe(
      registeredAt + 23 * hour,
    );
  });

  it('is never later than the provider’s deletion, a day after the creation', () => {
    expect(deadlineOf({ registeredAt }, 100 * 3_600)).toBe(registeredAt + day);
  });

  it('comes earlier if the owner asked for that, counted from the registration', () => {
    const task = { registeredAt, createdAt: registeredAt - hour, giveUpAfterSeconds: 600 };
    expect(deadlineOf(task, giveUp)).toBe(registeredAt + 10 * minute);
  });

  it('is not put off by an owner who asks for more than the deployment gives', () => {
    expect(deadlineOf({ registeredAt, giveUpAfterSeconds: 90_000 }, giveUp)).toBe(registeredAt + 23 * hour);
  });
});

describe('the creation time of an answer', () => {
  const now = registeredAt;

  it('is believed if it lies in the last day', () => {
    expect(saneCreation(now - hour, now)).toBe(now - hour);
    expect(saneCreation(now - day, now)).toBe(now - day);
  });

  it('is ignored if the provider would have deleted such a task', () => {
    expect(saneCreation(now - day - 1, now)).toBeUndefined();
  });

  it('may be ahead by what clocks differ, and counts as now then', () => {
    expect(saneCreation(now + 5 * minute, now)).toBe(now);
    expect(saneCreation(now + second, now)).toBe(now);
    expect(saneCreation(now + 5 * minute + 1, now)).toBeUndefined();
  });

  it('stays unknown if the answer has none', () => {
    expect(saneCreation(undefined, now)).toBeUndefined();
  });
});

describe('a provider with other terms', () => {
  const terms = (from: 'created' | 'finished', recordSeconds: number, mediaSeconds = recordSeconds) => ({
    terms: { kept: { from, recordSeconds, mediaSeconds }, leastSeconds: 10 },
  });
  const createdAt = registeredAt - 3 * day;

  it('that keeps a task for a week lets a task be tracked that is older than a day', () => {
    const task = { registeredAt, createdAt, ...terms('created', (7 * day) / second) };
    expect(deadlineOf(task, giveUp)).toBe(registeredAt + 23 * hour);
    expect(deletionOf(task)).toBe(createdAt + 7 * day);
    expect(saneCreation(createdAt, registeredAt, task.terms)).toBe(createdAt);
    expect(saneCreation(createdAt, registeredAt)).toBeUndefined();
  });

  it('that keeps a task for two hours ends the tracking with time left for the archive', () => {
    const task = { registeredAt, createdAt: registeredAt - hour, ...terms('created', 7_200) };
    expect(deadlineOf(task, giveUp)).toBe(registeredAt + 48 * minute);
  });

  it('that counts from the end keeps an unfinished task, and deletes its video so long after the end', () => {
    const task = { registeredAt, ...terms('finished', 360, 3_600) };
    expect(deadlineOf(task, giveUp)).toBe(registeredAt + 23 * hour);
    expect(deletionOf(task)).toBe(registeredAt + hour);
    expect(deletionOf({ ...task, lastPendingAt: registeredAt + day })).toBe(registeredAt + day + hour);
    const finished = { ...task, lastPendingAt: registeredAt + day, finishedAt: registeredAt + day + minute };
    expect(deletionOf(finished)).toBe(registeredAt + day + minute + hour);
  });

  it('is given the claim to a task for as long as it knows the task, and a day more', () => {
    expect(claimLife({})).toBe(2 * day);
    expect(claimLife(terms('created', (7 * day) / second))).toBe(8 * day);
    expect(claimLife(terms('finished', 360))).toBe(2 * day);
  });
});

describe('what another provider keeps', () => {
  const times = { registeredAt, createdAt: registeredAt - minute, finishedAt: registeredAt + hour };
  const keeps = (from: 'created' | 'finished', recordSeconds: number, mediaSeconds: number) => ({
    kept: { from, recordSeconds, mediaSeconds },
    leastSeconds: 10,
  });

  it('is counted from the creation, or from the end', () => {
    const from = (kept: 'created' | 'finished') => deletionOf({ ...times, terms: keeps(kept, 60, 600) });
    expect(from('created')).toBe(times.createdAt + 10 * minute);
    expect(from('finished')).toBe(times.finishedAt + 10 * minute);
  });

  it('is forgotten with its record, or with its video if that is kept longer', () => {
    const forgotten = (kept: 'created' | 'finished', record: number, media: number) =>
      forgottenAt({ ...times, terms: keeps(kept, record, media) });
    expect(forgotten('created', 600, 60)).toBe(times.createdAt + 10 * minute);
    expect(forgotten('finished', 600, 60)).toBe(times.finishedAt + 10 * minute);
    expect(forgotten('finished', 60, 600)).toBe(times.finishedAt + 10 * minute);
    expect(forgottenAt({ ...times })).toBe(times.createdAt + day);
    const { createdAt: _, finishedAt: __, ...unknown } = times;
    expect(forgottenAt({ ...unknown, terms: keeps('finished', 600, 60) })).toBe(registeredAt + 10 * minute);
  });
});
