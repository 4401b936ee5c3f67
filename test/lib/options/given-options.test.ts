import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { describeOptions, optionsFile, readGivenOptions } from '../../../lib/options/given-options.ts';

let folder: string;
const write = (content: unknown) =>
  writeFileSync(join(folder, optionsFile), typeof content === 'string' ? content : JSON.stringify(content));
const read = (context: Record<string, unknown> = {}) => readGivenOptions(context, folder);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'options-'));
});

describe('the options of a deployment', () => {
  test('are the defaults without a file and context', () => {
    expect(read()).toMatchObject({ stackName: 'SeedanceRelay', config: { pollMinSeconds: 30 }, options: {} });
  });

  test('come from the file, and the context goes above it', () => {
    write({
      stackName: 'Live',
      retainVideoDays: 30,
      tags: { team: 'video' },
      allowedCallbackHosts: ['a.example.com'],
    });
    const { stackName, config } = read({ retainVideoDays: '7', '@aws-cdk/core:x': true, 'aws:cdk:y': 1 });
    expect(stackName).toBe('Live');
    expect(config).toMatchObject({
      retainVideoDays: 7,
      tags: { team: 'video' },
      allowedCallbackHosts: ['a.example.com'],
    });
  });

  test.each([
    [{ retainVideoDay: '30' }, 'Did you mean "retainVideoDays"?'],
    [{ stackname: 'Test', removal: 'destroy' }, 'Did you mean "stackName"?'],
    [{ alarmMail: 'ops@example.com' }, 'Did you mean "alarmEmail"?'],
    [{ stackName: 'two words' }, 'The option "stackName" must be'],
  ])('are refused as context if a name is misspelt or a value wrong: %j', (context, message) => {
    expect(() => read(context)).toThrow(message);
  });

  test.each([
    [{ pollMinSecond: 60 }, 'Did you mean "pollMinSeconds"?'],
    ['{ "removal": ', 'must be a file with one JSON object'],
    ['[]', 'must be a file with one JSON object'],
  ])('are refused as a file if a name is misspelt or it is no JSON object: %j', (content, message) => {
    write(content);
    expect(() => read()).toThrow(message);
  });

  test('are shown as they take effect, with a mark at those that were set', () => {
    write({ retainVideoDays: 30 });
    const shown = describeOptions(read());
    expect(shown).toContain('\n  * retainVideoDays = 30');
    expect(shown).toContain('\n    pollMinSeconds = 30');
    expect(shown).toContain('\n    alarmEmail = none');
  });
});
