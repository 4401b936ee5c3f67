import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { optionNames, readConfig } from '../../../lib/options/config.ts';
import { worstHistory } from '../../../lib/options/history-budget.ts';

const messageOf = (options: Parameters<typeof readConfig>[0]): string => {
  try {
    readConfig(options);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'accepted';
};

describe('configuration', () => {
  test('has a default for everything that must have a value', () => {
    expect(readConfig({})).toMatchObject({
      providerBaseUrl: 'https://zcbservice.aizfw.cn/kyyReactApiServer',
      apiAuth: 'apiKey',
      pollMinSeconds: 30,
      pollMaxSeconds: 120,
      giveUpAfterHours: 23,
      retainVideoDays: undefined,
      retainRecordDays: 90,
      maxVideoBytes: 5_368_709_120,
      allowedCallbackHosts: [],
      privateHosts: [],
      maxConcurrentQueries: undefined,
    });
  });

  test('reads the strings that the command line gives', () => {
    const config = readConfig({
      pollMinSeconds: '60',
      giveUpAfterHours: '12.5',
      retainRecordDays: 'forever',
      allowedCallbackHosts: 'hooks.example.com, *.example.org',
      privateHosts: '127.0.0.1:8080,[::1]:9000,localhost',
      tracing: 'true',
      tags: 'team=video,stage=live',
    });
    expect(config).toMatchObject({
      pollMinSeconds: 60,
      giveUpAfterHours: 12.5,
      retainRecordDays: 'forever',
      allowedCallbackHosts: ['hooks.example.com', '*.example.org'],
      privateHosts: ['127.0.0.1:8080', '[::1]:9000', 'localhost'],
      tracing: true,
      tags: { team: 'video', stage: 'live' },
    });
  });

  const wrong: readonly (readonly [string, unknown])[] = [
    ['providerBaseUrl', 'http://provider.example.com/api'],
    ['providerBaseUrl', 'https://provider.example.com/api/'],
    ['providerBaseUrl', 'https://user@provider.example.com'],
    ['providerBaseUrl', 'ftp://provider.example.com'],
    ['providerSecretName', 'two words'],
    ['providerSecretKeyArn', 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd'],
    ['providerSecretKeyArn', 'alias/mine'],
    ['apiAuth', 'none'],
    ['apiRatePerSecond', 0],
    ['pollMinSeconds', 'often'],
    ['pollMinSeconds', 30.5],
    ['pollMinSeconds', 121],
    ['giveUpAfterHours', 24],
    ['retainVideoDays', 0],
    ['retainRecordDays', 'never'],
    ['retainRecordDays', 9],
    ['maxVideoBytes', -1],
    ['allowedCallbackHosts', 'https://hooks.example.com/'],
    ['allowedCallbackHosts', 5],
    ['corsOrigins', 'app.example.com'],
    ['maxConcurrentQueries', '0'],
    ['alarmEmail', 'nobody'],
    ['tracing', 'perhaps'],
    ['logRetentionDays', 31],
    ['removal', 'keep'],
    ['tags', 'team'],
    ['tags', { team: 5 }],
  ];
  test.each(wrong)('turns down a wrong %s by its name: %j', (name, value) => {
    expect(messageOf({ [name]: value })).toContain(`The option "${name}"`);
  });

  test('turns down a name that is no option, and suggests the one that was meant', () => {
    expect(messageOf({ retainVideoDay: 30 } as object)).toBe(
      'The option "retainVideoDay" does not exist. Did you mean "retainVideoDays"?',
    );
    expect(messageOf({ tracng: true } as object)).toContain('"tracing"');
    expect(messageOf({ colour: 'red' } as object)).toMatch(
      /"colour" does not exist\. The options are providerBaseUrl, /,
    );
  });

  test('allows a provider over plain http at a private host', () => {
    const options = { providerBaseUrl: 'http://127.0.0.1:9000', privateHosts: '127.0.0.1:9000' };
    expect(messageOf(options)).toBe('accepted');
  });

  test('turns down a schedule that would outgrow the history of an execution', () => {
    expect(messageOf({ pollMinSeconds: 5 })).toContain('25000 that Step Functions allows');
    expect(messageOf({ pollMinSeconds: 30, pollMaxSeconds: 30 })).toContain('"pollMinSeconds"');
    expect(messageOf({ pollMinSeconds: 5, giveUpAfterHours: 2 })).toBe('accepted');
  });

  test('leaves a fifth of the history free with the defaults', () => {
    expect(worstHistory(readConfig({}))).toBeLessThan(25_000 * 0.8);
  });

  test('accepts no schedule that does not fit, whatever is asked for', () => {
    const anySchedule = fc.record({
      pollMinSeconds: fc.integer({ min: 1, max: 3_600 }),
      pollMaxSeconds: fc.integer({ min: 30, max: 3_600 }),
      giveUpAfterHours: fc.integer({ min: 1, max: 23 }),
    });
    fc.assert(
      fc.property(anySchedule, (schedule) => {
        if (messageOf(schedule) === 'accepted') expect(worstHistory(schedule)).toBeLessThanOrEqual(25_000);
      }),
    );
  });

  test('stands in the README, every option of it', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    expect(optionNames.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
