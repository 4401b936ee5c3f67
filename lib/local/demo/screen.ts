import type { DemoResult, Journey } from './journey.ts';

/** Where the demo shows itself. */
export interface Screen {
  /** A part of the scenery is up. */
  ready(what: string, detail: string, milliseconds: number): void;
  /** How things stand; called often. */
  show(journeys: readonly Journey[], now: number): void;
  end(result: DemoResult): void;
}

/** For `--json`: nothing but the result. */
export const jsonScreen = (write: (text: string) => void): Screen => ({
  ready: () => {},
  show: () => {},
  end: (result) => write(`${JSON.stringify(result, undefined, 2)}\n`),
});
