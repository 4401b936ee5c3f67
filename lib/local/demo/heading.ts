import type { Terminal } from './terminal.ts';

/** The demo's first lines. */
export const printHeading = (terminal: Terminal, speed: number): void => {
  const { colors } = terminal;
  const clock = speed === 1 ? 'real time' : `clock × ${speed}`;
  terminal.print();
  terminal.print(
    `  ${colors.bold('seedance-relay')}  ${colors.dim(`demo · ${clock} · nothing leaves this machine`)}`,
  );
  terminal.print();
};

/** One line of scenery that is up. */
export const printReady = (terminal: Terminal, what: string, detail: string, milliseconds: number): void => {
  const { colors } = terminal;
  const took = milliseconds >= 100 ? colors.dim(`  ${(milliseconds / 1000).toFixed(1)} s`) : '';
  terminal.print(`  ${colors.green('✓')} ${what.padEnd(12)}${colors.dim(detail)}${took}`);
};
