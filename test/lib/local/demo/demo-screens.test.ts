import { describe, expect, test } from 'vitest';
import { terminal } from '../../../../lib/local/demo/terminal.ts';
import { verdictOf } from '../../../../lib/local/demo/verdict.ts';
import { startProvider } from '../../../../lib/local/provider/provider.ts';
import type { ReceivedCallback } from '../../../../lib/local/receiver/receiver.ts';

const start = String.fromCharCode(27);

describe('the terminal', () => {
  const written = (isTTY: boolean, environment: NodeJS.ProcessEnv): string => {
    const pieces: string[] = [];
    const stream = { isTTY, columns: 40, write: (text: string) => pieces.push(text) > 0 };
    const shown = terminal(stream as never, environment);
    shown.status('waiting');
    shown.print(shown.colors.green('done'));
    shown.status('');
    return pieces.join('');
  };

  test('shows colours and a changing line on a real terminal', () => {
    expect(written(true, {})).toContain(`${start}[32mdone`);
    expect(written(true, {})).toContain('waiting');
  });

  test('writes plain lines only in a pipe', () => {
    expect(written(false, {})).toBe('done\n');
    expect(written(true, { TERM: 'dumb' })).toBe('done\n');
  });

  test('honours NO_COLOR and FORCE_COLOR', () => {
    expect(written(true, { NO_COLOR: '1' })).not.toContain(`${start}[32m`);
    expect(written(false, { FORCE_COLOR: '1' })).toContain(`${start}[32mdone`);
  });

  test('leaves out a changing line that would wrap', () => {
    const pieces: string[] = [];
    const stream = { isTTY: true, columns: 40, write: (text: string) => pieces.push(text) > 0 };
    terminal(stream as never, {}).status('x'.repeat(41));
    expect(pieces.join('')).not.toContain('x');
  });
});

describe('the verdict on a task', () => {
  const view = { status: 'failed', delivery: { state: 'delivered' } } as never;
  const callback = (more: Partial<ReceivedCallback> = {}): ReceivedCallback => ({
    at: 0,
    path: '/',
    headers: {},
    body: JSON.stringify({ type: 'video.failed', data: { video: null } }),
    eventId: 'msg_1',
    attempt: 1,
    verdict: { verified: true },
    answer: { status: 204 },
    ...more,
  });
  const failures = async (
    callbacks: readonly ReceivedCallback[],
    ends: 'failed' | 'cancelled' | 'completed',
  ) => {
    const provider = await startProvider();
    try {
      return (await verdictOf(provider.create({ ends }), view, callbacks)).failures;
    } finally {
      await provider.close();
    }
  };

  test('is good if everything held', async () => {
    expect(await failures([callback()], 'failed')).toEqual([]);
  });

  test('names what did not hold', async () => {
    expect(await failures([], 'failed')).toEqual(['No callback came']);
    expect(await failures([callback(), callback()], 'failed')).toEqual(['2 callbacks came, not one']);
    expect(await failures([callback({ verdict: { verified: false, reason: 'Too old' } })], 'failed')).toEqual(
      ['Not verified: Too old'],
    );
    expect(await failures([callback()], 'cancelled')).toEqual([
      'The record says failed, not cancelled',
      'The event is video.failed, not video.cancelled',
    ]);
    expect(await failures([callback()], 'completed')).toContain('There is no video in the event');
  });
});
