import { describe, expect, it } from 'vitest';
import { finalStatuses, openStatuses } from '../../../lambdas/domain/task/task.ts';
import { assertLeadsTo, type TransitionName, transitions } from '../../../lambdas/domain/task/transitions.ts';

const endings = ['completed', 'failed', 'cancelled', 'expired'];

/** The table of the product, written a second time by hand: from which statuses a change starts, and where it leads. */
const table: Readonly<Record<string, readonly [from: readonly string[], to: readonly string[]]>> = {
  query: [
    ['queued', 'processing'],
    ['queued', 'processing'],
  ],
  finish: [['queued', 'processing'], ['archiving']],
  archive: [['archiving'], ['archiving']],
  record: [['queued', 'processing', 'archiving'], endings],
  settle: [
    [...endings, 'stopped'],
    [...endings, 'stopped'],
  ],
  keep: [
    [...endings, 'stopped'],
    [...endings, 'stopped'],
  ],
  stop: [['queued', 'processing', 'archiving'], ['stopped']],
  retry: [['failed', 'expired'], ['queued']],
  restart: [
    ['queued', 'processing', 'archiving', ...endings],
    ['queued', 'processing', 'archiving', ...endings],
  ],
};

describe('the table of transitions', () => {
  it.each(Object.entries(table))('%s starts from and leads to these statuses only', (name, [from, to]) => {
    const transition = transitions[name as TransitionName];
    expect([...transition.from]).toEqual(from);
    expect([...transition.to]).toEqual(to);
  });

  it('no task that was stopped is ever started again', () => {
    expect(transitions.restart.from).not.toContain('stopped');
  });

  it('a final status is left by no poll and no archive turn', () => {
    for (const name of ['query', 'finish', 'archive', 'record', 'stop'] as const) {
      for (const status of finalStatuses) expect(transitions[name].from).not.toContain(status);
    }
  });
});

describe('a change to a status that the table does not allow', () => {
  const all = [...openStatuses, ...finalStatuses];
  const pairs = Object.entries(table).flatMap(([name, [, to]]) =>
    all.map((status) => [name, status, to.includes(status)] as const),
  );

  it.each(pairs)('%s to %s is allowed: %s', (name, status, allowed) => {
    const change = () => assertLeadsTo(name as TransitionName, status);
    if (allowed) expect(change).not.toThrow();
    else expect(change).toThrow(new TypeError(`The transition "${name}" does not lead to "${status}"`));
  });
});
