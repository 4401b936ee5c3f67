import type { StartupListener } from './demo-environment.ts';
import type { DemoResult, TaskProgress } from './task-progress.ts';

/** Where the demo shows itself. */
export interface Screen extends StartupListener {
  /** Called often with the current state. */
  show(tasks: readonly TaskProgress[], now: number): void;
  end(result: DemoResult): void;
}

/** For `--json`: nothing but the result. */
export const jsonScreen = (write: (text: string) => void): Screen => ({
  begins: () => {},
  ready: () => {},
  opened: () => {},
  show: () => {},
  end: (result) => write(`${JSON.stringify(result, undefined, 2)}\n`),
});
