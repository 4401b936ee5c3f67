import { EventEmitter } from 'node:events';

/** A line that a function wrote. */
export interface LogLine {
  readonly functionName: string;
  readonly text: string;
  /** The local cloud's time. */
  readonly at: number;
}

/** Lines that are kept to be looked at. */
const kept = 5_000;

/** What the functions wrote, line by line. Nothing of it is printed. */
export class Logs extends EventEmitter<{ line: [LogLine] }> {
  readonly #lines: LogLine[] = [];

  add(line: LogLine): void {
    this.#lines.push(line);
    if (this.#lines.length > kept) this.#lines.splice(0, kept / 10);
    this.emit('line', line);
  }

  /** The last lines, oldest first. */
  lines(functionName?: string): readonly LogLine[] {
    return this.#lines.filter((line) => functionName === undefined || line.functionName === functionName);
  }

  /** The lines that are structured logs, read. */
  records(functionName?: string): readonly Readonly<Record<string, unknown>>[] {
    return this.lines(functionName).flatMap(({ text }) => {
      if (!text.startsWith('{')) return [];
      try {
        return [JSON.parse(text) as Readonly<Record<string, unknown>>];
      } catch {
        return [];
      }
    });
  }
}
