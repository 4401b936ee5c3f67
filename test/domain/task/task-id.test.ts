import { expect, it } from 'vitest';
import { isTaskId, maxTaskIdLength } from '../../../lambdas/domain/task/task-id.ts';

it.each(['a', '.a', '..a', '...', 'a.', 'a/b?c=d', 'ü 視頻 😀', ' ', 'x'.repeat(maxTaskIdLength)])(
  '%j is the id of a task',
  (text) => {
    expect(isTaskId(text)).toBe(true);
  },
);

it.each(['', '.', '..', 'a\nb', '\u0000', '\ud800', 'x'.repeat(maxTaskIdLength + 1)])(
  '%j is none',
  (text) => {
    expect(isTaskId(text)).toBe(false);
  },
);
