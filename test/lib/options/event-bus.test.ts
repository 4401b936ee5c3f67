import { Fn } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { readConfig } from '../../../lib/options/config.ts';

const arn = 'arn:aws:events:eu-central-1:210987654321:event-bus/theirs';

test.each(['default', 'videos', 'team/a.b-c_d', arn, arn.replace('aws', 'aws-cn')])(
  '%s is a bus',
  (eventBus) => {
    expect(readConfig({ eventBus }).eventBus).toBe(eventBus);
  },
);

test('a bus of the same app is one, and none is the default', () => {
  const token = Fn.getAtt('Bus', 'Arn').toString();
  expect(readConfig({ eventBus: token }).eventBus).toBe(token);
  expect(readConfig({})).toMatchObject({ eventBus: undefined, requireCallback: true });
});

test.each([
  true,
  'two words',
  'aws.partner/example.com/videos',
  'arn:aws:events:eu-central-1:210987654321:rule/theirs',
  'arn:aws:sqs:eu-central-1:210987654321:theirs',
  'b'.repeat(257),
])('%s is no bus', (eventBus) => {
  expect(() => readConfig({ eventBus })).toThrow('The option "eventBus" must be "default", the name');
});

test('callbacks may be left out only where there is a bus', () => {
  expect(() => readConfig({ requireCallback: 'false' })).toThrow(
    'The option "requireCallback" must be true without',
  );
  expect(readConfig({ requireCallback: 'false', eventBus: 'default' }).requireCallback).toBe(false);
});
