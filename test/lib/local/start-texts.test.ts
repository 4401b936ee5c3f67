import { describe, expect, it } from 'vitest';
import { cutJson, fold } from '../../../lib/local/demo/format.ts';
import { callbackText } from '../../../lib/local/start/callback-printer.ts';
import { introduction, openWorkNotice, realDuration } from '../../../lib/local/start/introduction.ts';
import { wrap } from '../../../lib/local/start/wrap.ts';

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

describe('what npm start prints', () => {
  const about = {
    apiUrl: 'http://127.0.0.1:65535/v1',
    apiKey: 'k'.repeat(40),
    callbackUrl: 'http://127.0.0.1:65535/callback',
    taskId: 'video_0abcdefzz',
    further: [],
  };
  const simulated = {
    name: 'seedance',
    url: 'http://127.0.0.1:65535/kyyReactApiServer',
    key: `sk-simulated-${'0'.repeat(24)}`,
    simulated: true,
  };

  it.each([1, 2, 60, 100_000])('fits into 80 columns at speed %d', (speed) => {
    expect(widest(introduction({ ...about, provider: simulated, speed }))).toBeLessThanOrEqual(80);
  });

  it('says how to register a task of each further provider', () => {
    const further = [{ name: 'fal', taskId: 'fal-ai/bytedance/video_0abcdefzz' }];
    const text = introduction({ ...about, provider: simulated, speed: 1, further });
    expect(text).toContain('  "provider":"fal","taskId":"fal-ai/bytedance/video_0abcdefzz"\n');
    expect(introduction({ ...about, provider: simulated, speed: 1 })).not.toContain('another provider');
  });

  it('says how long a callback takes only for the simulated provider', () => {
    expect(introduction({ ...about, provider: simulated, speed: 15 })).toContain('about 12 s to 20 s later');
    const real = { name: 'ark', url: 'https://example.com', key: 'secret', simulated: false };
    const text = introduction({ ...about, provider: real, speed: 1 });
    expect(text).not.toContain('The callback arrives');
    expect(text).not.toContain('secret');
  });

  it('names the tasks that are open, and when the sweep goes on with them', () => {
    expect(openWorkNotice({ taskIds: [], resumedBy: 0 }, 0, 1)).toBe('');
    const taskIds = Array.from({ length: 7 }, (_, number) => `task\u2028_${number}${'x'.repeat(300)}`);
    const notice = openWorkNotice({ taskIds, resumedBy: 900_000 }, 0, 60);
    expect(notice).toContain('7 tasks are open');
    expect(notice).toContain('… and 2 more');
    expect(notice).toContain('within 15 s');
    expect(notice).not.toContain('\u2028');
    expect(widest(notice)).toBeLessThanOrEqual(80);
  });

  it.each([
    [180, 1, '3 min'],
    [180, 15, '12 s'],
    [180, 600, 'under a second'],
    [60, 1, '60 s'],
  ])('gives %d seconds at speed %d as %s', (seconds, speed, text) => {
    expect(realDuration(seconds, speed)).toBe(text);
  });

  it('shows a callback’s body over several lines on a terminal, and in one line in a pipe', () => {
    expect(callbackText('msg_1', '{"a":1}', true)).toBe('callback  webhook-id=msg_1\n{\n  "a": 1\n}');
    expect(callbackText('msg_1', '{"a":1}', false)).toBe('callback  webhook-id=msg_1  {"a":1}');
    expect(callbackText('msg_1', 'no JSON', true)).toBe('callback  webhook-id=msg_1  no JSON');
  });
});

describe('a long line', () => {
  it('is wrapped at spaces, and a word that is longer than a line stays whole', () => {
    const line = `02:00:00  task  ${'words and '.repeat(12)} link=${'x'.repeat(90)} end`;
    const wrapped = wrap(line, 80).split('\n');
    expect(wrapped.filter((one) => one.length > 80)).toEqual([`        link=${'x'.repeat(90)}`]);
    expect(
      wrapped
        .map((one) => one.trim())
        .join(' ')
        .split(/ +/),
    ).toEqual(line.split(/ +/));
    expect(wrap('short', 80)).toBe('short');
  });

  it('is folded after slashes and spaces, and a word that is too long anywhere', () => {
    expect(fold('s3://bucket/a/b/file.mp4', 12)).toEqual(['s3://bucket/', 'a/b/file.mp4']);
    expect(fold('x'.repeat(25), 10)).toEqual(['x'.repeat(10), 'x'.repeat(10), 'x'.repeat(5)]);
  });

  it('of JSON is cut inside its text', () => {
    expect(cutJson('"key": "abcdefghijkl",', 14)).toBe('"key": "abc…",');
    expect(cutJson('"key": "abc"', 14)).toBe('"key": "abc"');
  });
});
