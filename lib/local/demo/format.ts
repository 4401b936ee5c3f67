import type { Terminal } from './terminal.ts';

/** `m:ss`, as a stopwatch shows it. */
export const stopwatch = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/** `18 s`, `2 min 40 s`. */
export const duration = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 100) return `${whole} s`;
  const rest = whole % 60;
  return `${Math.floor(whole / 60)} min${rest ? ` ${rest} s` : ''}`;
};

export const bytes = (count: number): string =>
  count < 10_000_000 ? `${Math.round(count / 1000)} kB` : `${Math.round(count / 1_000_000)} MB`;

/** The sign and the colour of a status. */
export const statusLook = (
  { colors }: Terminal,
  status: string,
): { readonly sign: string; paint(text: string): string } => {
  switch (status) {
    case 'queued':
      return { sign: '○', paint: colors.blue };
    case 'processing':
      return { sign: '◐', paint: colors.yellow };
    case 'archiving':
      return { sign: '◕', paint: colors.cyan };
    case 'completed':
      return { sign: '●', paint: colors.green };
    default:
      return { sign: '✕', paint: colors.red };
  }
};

/** A text in lines of at most `width`, broken after slashes and spaces if possible. */
export const fold = (text: string, width: number): readonly string[] => {
  if (text.length <= width) return [text];
  const start = text.slice(0, width);
  const at = Math.max(start.lastIndexOf('/'), start.lastIndexOf(' ')) + 1;
  const end = at > width / 3 ? at : width;
  return [text.slice(0, end).trimEnd(), ...fold(text.slice(end), width)];
};

/** A line of JSON that is cut to `width`, inside its text. */
export const cutJson = (line: string, width: number): string => {
  if (line.length <= width) return line;
  const rest = line.endsWith(',') ? '…",' : '…"';
  return line.slice(0, width - rest.length) + rest;
};

/** A bar of `width` cells, `share` of them filled. */
export const bar = ({ colors }: Terminal, share: number, width: number): string => {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return colors.green('━'.repeat(filled)) + colors.dim('─'.repeat(width - filled));
};
