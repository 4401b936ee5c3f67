import { bar, bytes, duration, statusLook, stopwatch } from './format.ts';
import { environmentLines, printHeading } from './heading.ts';
import type { Screen } from './screen.ts';
import { printSummary } from './summary.ts';
import type { TaskProgress } from './task-progress.ts';
import type { Terminal } from './terminal.ts';

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const barWidth = 24;

/** What has been printed so far. */
interface Printed {
  registered: boolean;
  polls: number;
  status: string;
  copying: boolean;
  callbacks: number;
  fetched: boolean;
}

/** Prints the task's steps, each with the time since its registration, and what it waits for below. */
export const oneTaskScreen = (terminal: Terminal, speed: number): Screen => {
  const { colors, print } = terminal;
  const printed: Printed = {
    registered: false,
    polls: 0,
    status: '',
    copying: false,
    callbacks: 0,
    fetched: false,
  };
  let frame = 0;
  printHeading(terminal, speed);

  const line = (task: TaskProgress, at: number, sign: string, what: string, detail: string): void => {
    const time = stopwatch(at - task.registeredAt).padStart(6);
    print(`  ${colors.dim(time)}  ${sign} ${what}  ${colors.dim(detail)}`);
  };

  const printPolls = (task: TaskProgress, now: number): void => {
    const { view, groundTruth } = task;
    for (; printed.polls < (view?.queries ?? 0); printed.polls += 1) {
      const poll = groundTruth.polls[printed.polls];
      const number = printed.polls + 1;
      const latest = number === view?.queries;
      const status = poll?.trueStatus ?? 'unknown';
      const { sign, paint } = statusLook(terminal, status);
      const wait = latest && view?.nextQueryAt ? (Date.parse(view.nextQueryAt) - now) / 1000 : undefined;
      const late = poll && groundTruth.endsAt ? (poll.at - groundTruth.endsAt) / 1000 : -1;
      const next = wait === undefined ? '' : `next poll in ${duration(wait)}`;
      const detail = late < 0 ? next : `${duration(late)} after the finish`;
      line(task, poll?.at ?? now, paint(sign), `poll ${number}  ${paint(status.padEnd(10))}`, detail);
    }
  };

  const printProgress = (task: TaskProgress, now: number): void => {
    const { view, groundTruth, callbacks, result } = task;
    if (!printed.registered) {
      print();
      line(
        task,
        task.registeredAt,
        colors.green('✓'),
        'registered',
        `${groundTruth.taskId}, HTTP ${task.registrationStatus}`,
      );
      printed.registered = true;
    }
    printPolls(task, now);
    const [request] = groundTruth.videoRequests;
    // The record lags behind: print the last poll first.
    const isPastGenerating = view !== undefined && !['queued', 'processing'].includes(view.status);
    if (request && isPastGenerating && !printed.copying) {
      printed.copying = true;
      line(
        task,
        request.at,
        colors.cyan('◕'),
        'archiving ',
        'the video streams into the bucket, hashed on its way',
      );
    }
    if (view?.video && printed.status !== view.status && view.status === 'completed') {
      line(
        task,
        now,
        colors.green('●'),
        'archived  ',
        `${bytes(view.video.bytes)}, ${view.video.key.split('/').at(-1)}`,
      );
    }
    printed.status = view?.status ?? '';
    for (const callback of callbacks.slice(printed.callbacks)) {
      const { type } = JSON.parse(callback.body) as { type: string };
      const good = callback.verdict.verified;
      const outcome = good ? 'signature verified, answered 204' : callback.verdict.reason;
      line(
        task,
        callback.at,
        good ? colors.green('✓') : colors.red('✕'),
        'callback  ',
        `${type}, ${outcome}`,
      );
    }
    printed.callbacks = callbacks.length;
    if (result && !printed.fetched && result.failures.length === 0 && result.video) {
      printed.fetched = true;
      const hash = `SHA-256 ${result.video.sha256.slice(0, 12)}… equals the source’s`;
      line(task, now, colors.green('✓'), 'fetched   ', hash);
    }
  };

  /** What happens right now. */
  const outlook = ({ view, groundTruth, result }: TaskProgress, now: number): string => {
    if (result) return '';
    const sent = groundTruth.videoRequests.reduce((sum, request) => sum + request.bytesSent, 0);
    if (sent > 0) {
      const total = groundTruth.video?.bytes ?? sent;
      return `${bar(terminal, sent / total, barWidth)}  ${bytes(sent)} of ${bytes(total)} archived`;
    }
    const share = (now - groundTruth.createdAt) / ((groundTruth.endsAt ?? now) - groundTruth.createdAt);
    const wait = view?.nextQueryAt ? (Date.parse(view.nextQueryAt) - now) / 1000 : 0;
    const next = wait > 0 ? `next poll in ${duration(wait)}` : 'polling';
    return `${bar(terminal, share, barWidth)}  ${view?.status ?? ''} · ${next}`;
  };

  return {
    ...environmentLines(terminal),
    show: ([task], now) => {
      if (!task) return;
      printProgress(task, now);
      frame += 1;
      const doing = outlook(task, now);
      const turning = colors.cyan(spinner[frame % spinner.length] ?? '');
      terminal.status(
        doing && `  ${colors.dim(stopwatch(now - task.registeredAt).padStart(6))}  ${turning} ${doing}`,
      );
    },
    end: (result) => {
      terminal.status('');
      printSummary(terminal, result);
    },
  };
};
