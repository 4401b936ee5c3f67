import { describe, expect, it } from 'vitest';
import {
  isDocumented,
  meaningOfWord,
  type StatusMeaning,
} from '../../../lambdas/domain/provider/status-words.ts';

describe('a status word', () => {
  it.each<[string, StatusMeaning]>([
    ['Task::Succeeded', 'completed'],
    ['JobState.RUNNING', 'processing'],
    ['TASK_STATUS_SUCCEED', 'completed'],
    ['video.generation.failed', 'failed'],
    ['processing 45.25%', 'processing'],
    ['Generating (45%) ', 'processing'],
    ['45.25%', 'processing'],
    [' 7 % ', 'processing'],
  ])('may have more around it: %s', (word, meaning) => {
    expect(meaningOfWord(word)).toBe(meaning);
  });

  it.each([
    ['a prefix in the middle', 'in_job_state_queue'],
    ['a name in the middle', 'in video: queue'],
    ['how far it is in the middle', 'in 50% progress'],
    ['more after how far it is', '45% failed'],
    ['all of it, which does not say whether the rest is done', '100%'],
    ['nothing', ''],
  ])('is not known with %s', (_, word) => {
    expect(meaningOfWord(word)).toBeUndefined();
  });

  it('is documented if the provider itself says it, in any case', () => {
    for (const word of ['queued', 'processing', 'completed', 'failed', 'cancelled', 'Task_Status_QUEUED']) {
      expect(isDocumented(word)).toBe(true);
    }
    for (const word of ['success', 'running', 'expired', 'canceled', ''])
      expect(isDocumented(word)).toBe(false);
  });

  it('has sixty characters at most', () => {
    for (const [length, known] of [
      [60, true],
      [61, false],
    ] as const) {
      expect(isDocumented('failed'.padEnd(length))).toBe(known);
      expect(meaningOfWord('failed'.padEnd(length)) === 'failed').toBe(known);
    }
  });
});
