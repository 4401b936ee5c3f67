import { describe, expect, it } from 'vitest';
import { readEnvironment, retention } from '../../../lambdas/adapters/runtime/environment.ts';

describe('the environment of a function', () => {
  it('is read by what its variables mean', () => {
    const source = { TABLE_NAME: 'tasks', STATE_MACHINE_ARN: 'arn', OTHER: 'x', EVENT_BUS: '' };
    expect(readEnvironment('sweep-overdue', source)).toEqual({
      table: 'tasks',
      stateMachineArn: 'arn',
      eventBus: '',
    });
  });

  it('is refused with all that is missing', () => {
    expect(() => readEnvironment('record-outcome', {})).toThrow(
      'Missing environment variables: TABLE_NAME, EVENT_BUS, RETAIN_RECORD_SECONDS',
    );
  });

  it('may have an empty variable, which keeps records for ever', () => {
    const source = { TABLE_NAME: 'tasks', EVENT_BUS: '', RETAIN_RECORD_SECONDS: '' };
    expect(retention(readEnvironment('record-outcome', source))).toEqual({});
    expect(retention({ retainRecordSeconds: '60' })).toEqual({ retainMillis: 60_000 });
  });
});
