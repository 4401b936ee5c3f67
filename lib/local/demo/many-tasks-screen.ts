import { bar, bytes, duration, statusLook, stopwatch } from './format.ts';
import { environmentLines, printHeading } from './heading.ts';
import type { Screen } from './screen.ts';
import { printSummary } from './summary.ts';
import type { TaskProgress } from './task-progress.ts';
import type { Terminal } from './terminal.ts';

const barWidth = 24;
const statuses = ['queued', 'processing', 'archiving', 'completed', 'failed', 'cancelled', 'expired'];

/** Prints a line for each task when its callback has arrived, and the counts by status below. */
export const manyTasksScreen = (terminal: Terminal, speed: number, count: number): Screen => {
  const { colors, print } = terminal;
  const printed = new Set<string>();
  let begun = false;
  printHeading(terminal, speed);

  const printProgress = (task: TaskProgress, since: number): void => {
    const { result, callbacks } = task;
    if (!result || printed.has(task.taskId)) return;
    printed.add(task.taskId);
    const { sign, paint } = statusLook(terminal, result.status);
    const time = stopwatch((callbacks[0]?.at ?? since) - since).padStart(6);
    const detail =
      result.failures.length > 0
        ? colors.red(result.failures.join('; '))
        : colors.dim(
            [
              `${result.polls} polls`,
              `callback +${duration(result.secondsFromFinishedToCallback ?? 0)}`,
              ...(result.video ? [bytes(result.video.bytes)] : []),
            ].join(' · '),
          );
    print(
      `  ${colors.dim(time)}  ${paint(sign)} ${result.taskId}  ${paint(result.status.padEnd(10))} ${detail}`,
    );
  };

  const outlook = (tasks: readonly TaskProgress[], elapsed: number): string => {
    const settled = tasks.filter(({ result }) => result).length;
    const open = statuses
      .map((status) => {
        const there = tasks.filter(({ view }) => view?.status === status).length;
        const { sign, paint } = statusLook(terminal, status);
        return there > 0 ? `${paint(sign)} ${there} ${colors.dim(status)}` : '';
      })
      .filter((part) => part !== '')
      .join('  ');
    const time = stopwatch(elapsed);
    return `  ${colors.dim(time.padStart(6))}  ${bar(terminal, settled / count, barWidth)} ${settled}/${count}  ${open}`;
  };

  return {
    ...environmentLines(terminal),
    show: (tasks, now) => {
      if (tasks.length === 0) return;
      if (!begun && tasks.length === count) {
        begun = true;
        print();
        print(`  ${colors.dim('  0:00')}  ${colors.green('✓')} ${count} tasks registered`);
      }
      const since = Math.min(...tasks.map(({ registeredAt }) => registeredAt));
      const cameAt = ({ callbacks }: TaskProgress): number => callbacks[0]?.at ?? Number.POSITIVE_INFINITY;
      for (const task of tasks.toSorted((a, b) => cameAt(a) - cameAt(b))) printProgress(task, since);
      terminal.status(outlook(tasks, now - since));
    },
    end: (result) => {
      terminal.status('');
      printSummary(terminal, result);
    },
  };
};
