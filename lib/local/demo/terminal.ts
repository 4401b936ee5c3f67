import type { WriteStream } from 'node:tty';
import picocolors from 'picocolors';

/** A terminal or a pipe: lines that stay, and one changing line below them. */
export interface Terminal {
  readonly colors: ReturnType<typeof picocolors.createColors>;
  /** Whether the changing line is shown at all. */
  readonly live: boolean;
  /** Width of a line; 80 in a pipe. */
  readonly columns: number;
  print(line?: string): void;
  /** Replaces the changing line; an empty one removes it. */
  status(line: string): void;
}

const clear = '\r\u001b[2K';
/** Escape sequences have no width. */
const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
export const widthOf = (text: string): number => text.replaceAll(escapes, '').length;

/**
 * With colours if the stream is a terminal and `NO_COLOR` is not set (or `FORCE_COLOR` is); with a changing line if the
 * terminal supports it.
 */
export const terminal = (
  stream: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number },
  environment: NodeJS.ProcessEnv = process.env,
): Terminal => {
  const live = stream.isTTY === true && environment.TERM !== 'dumb' && !environment.CI;
  const wanted = environment.FORCE_COLOR ? environment.FORCE_COLOR !== '0' : stream.isTTY === true;
  const colored = wanted && !environment.NO_COLOR && environment.TERM !== 'dumb';
  const columns = stream.columns ?? 80;
  let last = '';
  const draw = (): void => {
    // A wrapped line could not be cleared.
    if (last !== '' && widthOf(last) < columns) stream.write(last);
  };
  return {
    colors: picocolors.createColors(colored),
    live,
    columns,
    print: (line = '') => {
      stream.write(`${live ? clear : ''}${line}\n`);
      if (live) draw();
    },
    status: (line) => {
      if (!live || line === last) return;
      last = line;
      stream.write(clear);
      draw();
    },
  };
};
