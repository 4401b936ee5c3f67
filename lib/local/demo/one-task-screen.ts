import { bar, bytes, duration, statusLook, stopwatch } from './format.ts';
import { environmentLines, printHeading } from './heading.ts';
import type { Screen } from './screen.ts';
import { printSummary } from './summary.ts';
import type { TaskProgress } from './task-progress.ts';
import type { Terminal } from './terminal.ts';

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const barWidth = 24;

/** What has been told of the journey. */
interface Told {
  registered: boolean;
  questions: number;
  status: string;
  copying: boolean;
  callbacks: number;
  fetched: boolean;
}

/** Tells one task's way line by line, each with the time since its registration, and what is awaited below. */
export const oneTaskScreen = (terminal: Terminal, speed: number): Screen => {
  const { colors, print } = terminal;
  const told: Told = {
    registered: false,
    questions: 0,
    status: '',
    copying: false,
    callbacks: 0,
    fetched: false,
  };
  let frame = 0;
  printHeading(terminal, speed);

  const line = (journey: TaskProgress, at: number, sign: string, what: string, detail: string): void => {
    const time = stopwatch(at - journey.registeredAt).padStart(6);
    print(`  ${colors.dim(time)}  ${sign} ${what}  ${colors.dim(detail)}`);
  };

  const tellQuestions = (journey: TaskProgress, now: number): void => {
    const { view, truth } = journey;
    for (; told.questions < (view?.queries ?? 0); told.questions += 1) {
      const question = truth.polls[told.questions];
      const number = told.questions + 1;
      const latest = number === view?.queries;
      const status = question?.truly ?? 'unknown';
      const { sign, paint } = statusLook(terminal, status);
      const wait = latest && view?.nextQueryAt ? (Date.parse(view.nextQueryAt) - now) / 1000 : undefined;
      const late = question && truth.endsAt ? (question.at - truth.endsAt) / 1000 : -1;
      const next = wait === undefined ? '' : `next question in ${duration(wait)}`;
      const detail = late < 0 ? next : `${duration(late)} after the finish`;
      line(
        journey,
        question?.at ?? now,
        paint(sign),
        `question ${number}  ${paint(status.padEnd(10))}`,
        detail,
      );
    }
  };

  const tell = (journey: TaskProgress, now: number): void => {
    const { view, truth, callbacks, result } = journey;
    if (!told.registered) {
      print();
      line(
        journey,
        journey.registeredAt,
        colors.green('✓'),
        'registered',
        `${truth.taskId}, HTTP ${journey.registrationStatus}`,
      );
      told.registered = true;
    }
    tellQuestions(journey, now);
    const [request] = truth.videoRequests;
    // The record is a little behind: the last question is told first.
    const isPastGenerating = view !== undefined && !['queued', 'processing'].includes(view.status);
    if (request && isPastGenerating && !told.copying) {
      told.copying = true;
      line(
        journey,
        request.at,
        colors.cyan('◕'),
        'archiving ',
        'the video streams into the bucket, hashed on its way',
      );
    }
    if (view?.video && told.status !== view.status && view.status === 'completed') {
      line(journey, now, colors.green('●'), 'archived  ', `${bytes(view.video.bytes)}, ${view.video.key}`);
    }
    told.status = view?.status ?? '';
    for (const callback of callbacks.slice(told.callbacks)) {
      const { type } = JSON.parse(callback.body) as { type: string };
      const good = callback.verdict.verified;
      const judged = good ? 'signature verified, answered 204' : callback.verdict.reason;
      line(
        journey,
        callback.at,
        good ? colors.green('✓') : colors.red('✕'),
        'callback  ',
        `${type}, ${judged}`,
      );
    }
    told.callbacks = callbacks.length;
    if (result && !told.fetched && result.failures.length === 0 && result.video) {
      told.fetched = true;
      const hash = `SHA-256 ${result.video.sha256.slice(0, 12)}… is the source’s`;
      line(journey, now, colors.green('✓'), 'fetched   ', `through the presigned link: ${hash}`);
    }
  };

  /** What is going on at this moment. */
  const outlook = ({ view, truth, result }: TaskProgress, now: number): string => {
    if (result) return '';
    const sent = truth.videoRequests.reduce((sum, request) => sum + request.bytesSent, 0);
    if (sent > 0) {
      const total = truth.video?.bytes ?? sent;
      return `${bar(terminal, sent / total, barWidth)}  ${bytes(sent)} of ${bytes(total)} archived`;
    }
    const share = (now - truth.createdAt) / ((truth.endsAt ?? now) - truth.createdAt);
    const wait = view?.nextQueryAt ? (Date.parse(view.nextQueryAt) - now) / 1000 : 0;
    const next = wait > 0 ? `next question in ${duration(wait)}` : 'asking';
    return `${bar(terminal, share, barWidth)}  ${view?.status ?? ''} · ${next}`;
  };

  return {
    ...environmentLines(terminal),
    show: ([journey], now) => {
      if (!journey) return;
      tell(journey, now);
      frame += 1;
      const doing = outlook(journey, now);
      const turning = colors.cyan(spinner[frame % spinner.length] ?? '');
      terminal.status(
        doing && `  ${colors.dim(stopwatch(now - journey.registeredAt).padStart(6))}  ${turning} ${doing}`,
      );
    },
    end: (result) => {
      terminal.status('');
      printSummary(terminal, result);
    },
  };
};
