import { readFileSync } from 'node:fs';
import { Fn } from 'aws-cdk-lib';
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
      console: true,
    });
  });

  test('has no console where requests are signed, and says so if one is wanted', () => {
    expect(readConfig({ apiAuth: 'iam' }).console).toBe(false);
    expect(readConfig({ apiAuth: 'iam', console: 'false' }).console).toBe(false);
    expect(messageOf({ apiAuth: 'iam', console: 'true' })).toContain(
      'The option "console" needs apiAuth=apiKey',
    );
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

  /** A value, and what its refusal says. */
  const impossible: readonly (readonly [string, unknown, string])[] = [
    ['providerBaseUrl', 'https://provider.example.com/api/', 'mean "https://provider.example.com/api"?'],
    ['providerBaseUrl', 'provider.example.com/api', 'mean "https://provider.example.com/api"?'],
    ['providerBaseUrl', 'https://provider.example.com:99999', 'must be a URL'],
    ['providerBaseUrl', 'https://provider.example.com/api?x=1', 'mean "https://provider.example.com/api"?'],
    ['providerBaseUrl', 'https://PROVIDER.example.com', 'mean "https://provider.example.com"?'],
    [
      'providerSecretName',
      'arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/key-AbCdEf',
      'mean "prod/key"?',
    ],
    ['apiUrl', 'http://relay.example.com/v1', 'must be a URL'],
    ['apiUrl', 'https://relay.example.com/v1/', 'mean "https://relay.example.com/v1"?'],
    ['domainName', 'https://relay.example.com/v1', 'mean "relay.example.com"?'],
    ['domainName', 'Relay.example.com', 'mean "relay.example.com"?'],
    ['domainName', '*.example.com', 'must be a host name'],
    ['domainName', 'relay', 'must be a host name'],
    ['domainName', 'relay.example.com', 'needs certificateArn'],
    ['vpcSubnetIds', 'vpc-0123456789abcdef0', 'must be ids of subnets'],
    ['vpcSubnetIds', 'subnet-0123456789abcdef0', 'needs vpcSecurityGroupIds'],
    ['vpcSecurityGroupIds', 'default', 'must be ids of security groups'],
    ['certificateArn', 'relay', 'the ARN of a certificate'],
    ['corsOrigins', 'https://app.example.com/', 'mean "https://app.example.com"?'],
    ['corsOrigins', 'https://app.example.com/page?x', 'mean "https://app.example.com"?'],
    ['corsOrigins', 'https://APP.example.com', 'mean "https://app.example.com"?'],
    ['corsOrigins', 'https://app.example.com:443', 'mean "https://app.example.com"?'],
    ['corsOrigins', 'https://münchen.example', 'mean "https://xn--mnchen-3ya.example"?'],
    ['corsOrigins', 'app.example.com', 'mean "https://app.example.com"?'],
    ['corsOrigins', 'localhost:3000', 'mean "https://localhost:3000"?'],
    ['corsOrigins', 'https://*.example.com', 'must be an origin'],
    ['corsOrigins', '*.example.com', 'must be an origin'],
    ['corsOrigins', 'null', 'must be an origin'],
    ['corsOrigins', 'ftp://app.example.com', 'must be an origin'],
    ['corsOrigins', '*,https://app.example.com', 'leave the others out'],
    ['corsOrigins', [''], 'has an entry that is empty'],
    ['privateHosts', 'http://receiver.internal', 'mean "receiver.internal"?'],
    ['privateHosts', 'https://receiver.internal:8443/hook', 'mean "receiver.internal:8443"?'],
    ['privateHosts', 'receiver.internal/hook', 'mean "receiver.internal"?'],
    ['privateHosts', 'receiver.internal.', 'mean "receiver.internal"?'],
    ['privateHosts', 'user@receiver.internal', 'mean "receiver.internal"?'],
    ['privateHosts', 'receiver..internal', 'must be a host'],
    ['privateHosts', 'receiver.internal:99999', 'must be a host'],
    ['privateHosts', 'receiver.internal:0', 'must be a host'],
    ['privateHosts', 'a.*.internal', 'must be a host'],
    ['privateHosts', '*', 'Leave it out'],
    ['privateHosts', '::1', 'mean "[::1]"?'],
    ['privateHosts', '[::1', 'must be a host'],
    ['privateHosts', '10.0.0.0/8', 'Name each host'],
    ['privateHosts', '10.0.0.300', 'must be a host'],
    ['privateHosts', 'a,,b', 'has an entry that is empty'],
    ['allowedCallbackHosts', 'https://*.example.com/', 'mean "*.example.com"?'],
    ['allowedCallbackHosts', 'münchen.example', 'mean "xn--mnchen-3ya.example"?'],
    ['allowedCallbackHosts', 'hooks.example.com:8080', 'port 443 or 8443'],
    ['allowedCallbackHosts', 'localhost', 'among privateHosts'],
    ['allowedCallbackHosts', '*.internal', 'among privateHosts'],
    ['allowedCallbackHosts', Array.from({ length: 300 }, (_, n) => `h${n}.example.com`), 'has room for 3000'],
    ['alarmEmail', 'ops@example', 'one e-mail address'],
    ['alarmEmail', 'a@example.com,b@example.com', 'one e-mail address'],
    ['alarmEmail', 'Ops <ops@example.com>', 'one e-mail address'],
    ['logRetentionDays', 31, 'mean 30?'],
    ['maxVideoBytes', 500, 'from 1048576'],
    ['tags', 'aws:team=video', 'AWS keeps for itself'],
    ['tags', { 'AWS:team': 'video' }, 'AWS keeps for itself'],
    ['tags', { ['x'.repeat(129)]: 'video' }, '129 characters, of 128'],
    ['tags', { team: 'x'.repeat(257) }, '257 characters, of 256'],
    ['tags', 'team=video & sound', 'holds what tags may not'],
    ['tags', { team: 'Büro' }, 'holds what tags may not'],
    ['tags', { ' team': 'video' }, 'begins or ends with a space'],
    ['tags', { team: 'a', Team: 'b' }, 'there twice'],
    ['tags', 'team=a,team=b', 'names "team" twice'],
    ['tags', Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`t${n}`, 'x'])), '51 tags, of 50'],
  ];
  test.each(impossible)('turns down a %s that could never match, with a hint: %j', (name, value, hint) => {
    const message = messageOf({ [name]: value });
    expect(message).toContain(`The option "${name}"`);
    expect(message).toContain(hint);
  });

  test.each([
    { corsOrigins: 'https://app.example.com,http://localhost:3000,http://[::1]:3000,https://a-b.example' },
    { privateHosts: 'localhost,*.internal,10.0.0.7:8080,[fd00::7]:80,host_name,receiver.internal:65535' },
    { allowedCallbackHosts: 'hooks.example.com:8443,*.example.org,HOOKS.example.net' },
    { allowedCallbackHosts: 'receiver.internal:8080', privateHosts: 'receiver.internal' },
    { tags: 'cost center=12/3,owner=a.b@example.com,empty=' },
    { alarmEmail: "o'ops+relay@mail.example.com" },
  ])('accepts what can match: %j', (options) => {
    expect(messageOf(options)).toBe('accepted');
  });

  test('turns down a monthly limit by key where there are no keys', () => {
    expect(messageOf({ apiAuth: 'iam', apiRequestsPerMonth: 5 })).toContain('with apiAuth=iam there is none');
  });

  test('takes the ARN of a key of the same app, which is known only when it is deployed', () => {
    const arn = Fn.getAtt('Key', 'Arn').toString();
    const { providerSecretKeyArn } = readConfig({ providerSecretName: 'a', providerSecretKeyArn: arn });
    expect(providerSecretKeyArn).toBe(arn);
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
    ['maxConcurrentQueries', '0'],
    ['alarmEmail', 'nobody'],
    ['tracing', 'perhaps'],
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
