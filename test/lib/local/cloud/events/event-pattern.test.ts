import { expect, test } from 'vitest';
import { eventPattern } from '../../../../../lib/local/cloud/events/event-pattern.ts';

const event = {
  source: 'seedance-relay',
  'detail-type': 'video.completed',
  detail: { owner: 'a', data: { n: 1 } },
};

test.each([
  [{ source: ['seedance-relay'] }, true],
  [{ source: ['other', 'seedance-relay'] }, true],
  [{ source: ['other'] }, false],
  [{ source: ['seedance-relay'], 'detail-type': ['video.failed'] }, false],
  [{ 'detail-type': [{ prefix: 'video.' }] }, true],
  [{ 'detail-type': [{ prefix: 'relay.' }] }, false],
  [{ detail: { owner: ['a'], data: { n: [1] } } }, true],
  [{ detail: { owner: ['b'] } }, false],
  [{ detail: { missing: ['a'] } }, false],
])('the pattern %j matches: %j', (pattern, matches) => {
  expect(eventPattern(pattern)(event)).toBe(matches);
});

test('a filter that is not known is an error, and no match', () => {
  expect(() => eventPattern({ source: [{ suffix: 'relay' }] })(event)).toThrow('does not know');
  expect(() => eventPattern({ source: 'seedance-relay' })(event)).toThrow('lists its values');
});
