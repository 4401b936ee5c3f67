import type { Readable } from 'node:stream';

/**
 * Calls `onLine` for every line of a stream. Only `\n` ends a line: `readline` also splits at U+2028 and U+2029, which may
 * be part of a JSON text.
 */
export const onLines = (stream: Readable, onLine: (line: string) => void): void => {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
};
