import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { endWithReader, inWords, readOptions, UsageError } from '../../../lib/local/command-line.ts';

const options = {
  tasks: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
} as const;
const read = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
  readOptions(options, { args, environment });

describe('the options of a command', () => {
  it('are read, with -h as --help', () => {
    expect(read(['--tasks', '5', '-h'])).toEqual({ tasks: '5', json: false, help: true });
    expect(read([])).toEqual({ tasks: '1', json: false, help: false });
  });

  it.each([[['--unknown']], [['word']], [['--tasks']], [['-x']]])('are refused for %j', (args) => {
    expect(() => read(args)).toThrow(UsageError);
  });

  it.each([
    [['5'], { npm_config_tasks: 'true' }, 'npm run demo -- --tasks 5'],
    [[], { npm_config_tasks: '5' }, 'npm run demo -- --tasks 5'],
    [[], { npm_config_json: 'true' }, 'npm run demo -- --json'],
    [['5'], { npm_config_tasks: 'true', npm_config_json: 'true' }, 'npm run demo -- --tasks 5 --json'],
  ])('that npm kept (%j, %j) are explained', (args, kept, command) => {
    expect(() => read(args, { npm_lifecycle_event: 'demo', ...kept })).toThrow(command);
    expect(() => read(args, { npm_lifecycle_event: 'start', ...kept })).toThrow(
      command.replace('npm run demo', 'npm start'),
    );
  });

  it('are not mistaken for npm’s if they are given, or if npm does not run', () => {
    const environment = { npm_lifecycle_event: 'demo', npm_config_tasks: 'true' };
    expect(read(['--tasks=5'], environment).tasks).toBe('5');
    expect(read([], { npm_config_tasks: '5' }).tasks).toBe('1');
  });
});

describe('an error in words', () => {
  it.each([
    [{ code: 'EADDRINUSE', port: 80 }, 'Port 80 is in use'],
    [{ code: 'EACCES', port: 80 }, 'Port 80 needs more rights'],
    [{ code: 'EACCES', path: '/data' }, '/data cannot be written or read (EACCES)'],
    [{ code: 'EROFS', path: '/data' }, '/data cannot be written or read (EROFS)'],
    [{ code: 'ENOTDIR', path: '/data' }, '/data is not a folder'],
    [{ code: 'ENOSPC' }, 'The disk is full'],
  ])('of %j begins with "%s"', (fields, words) => {
    expect(inWords(Object.assign(new Error('raw'), fields))).toContain(words);
  });

  it('is left out for a defect', () => {
    expect(inWords(new TypeError('x is not a function'))).toBeUndefined();
  });
});

describe('a command whose output nobody reads any more', () => {
  it('ends as by SIGPIPE, and fails as before for any other error', () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    const output = new EventEmitter();
    endWithReader(output as never);
    output.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(exit).toHaveBeenCalledExactlyOnceWith(141);
    exit.mockRestore();
    const other = Object.assign(new Error('write EIO'), { code: 'EIO' });
    expect(() => output.emit('error', other)).toThrow('EIO');
  });
});
