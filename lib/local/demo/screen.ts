import type { DemoResult, Journey } from './journey.ts';
import type { Onlooker } from './scenery.ts';

/** Where the demo shows itself. */
export interface Screen extends Onlooker {
  /** How things stand; called often. */
  show(journeys: readonly Journey[], now: number): void;
  end(result: DemoResult): void;
}

/** For `--json`: nothing but the result. */
export const jsonScreen = (write: (text: string) => void): Screen => ({
  begins: () => {},
  ready: () => {},
  show: () => {},
  end: (result) => write(`${JSON.stringify(result, undefined, 2)}\n`),
});
