import type { StartupListener } from './demo-environment.ts';
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

/** Prints a line for each part that has started, and what is starting below. */
export const environmentLines = (terminal: Terminal): StartupListener => {
  const { colors } = terminal;
  const name = (what: string): string => what.padEnd(13);
  return {
    begins: (what) => terminal.status(`  ${colors.cyan('◌')} ${name(what)}${colors.dim('starting …')}`),
    ready: (what, detail, milliseconds) => {
      terminal.status('');
      const took = milliseconds >= 100 ? colors.dim(`  ${(milliseconds / 1000).toFixed(1)} s`) : '';
      terminal.print(`  ${colors.green('✓')} ${name(what)}${colors.dim(detail)}${took}`);
    },
    opened: (address) => {
      terminal.print(`  ${colors.green('✓')} console`);
      // A line of its own: with the key in it, it is as wide as a terminal.
      terminal.print(`  ${colors.cyan(address)}`);
    },
  };
};
