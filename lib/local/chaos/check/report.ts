import type { RunResult } from '../run.ts';
import { busDuplicates } from './check-bus.ts';

/** More than this many findings say no more. */
const maxFindings = 30;

const table = (rows: readonly (readonly [string, number])[]): string[] => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, count]) => `  ${name.padEnd(width)}  ${String(count).padStart(6)}`);
};

const counted = (words: readonly string[]): [string, number][] =>
  [...Map.groupBy(words, (word) => word)]
    .map(([word, all]): [string, number] => [word, all.length])
    .sort(([one], [other]) => one.localeCompare(other));

const busRows = ({ evidence: { tasks } }: RunResult): [string, number][] => {
  const events = tasks.flatMap(({ onBus }) => onBus ?? []);
  return tasks.some(({ onBus }) => onBus)
    ? [
        ['events that were put on the bus', events.length],
        ['of them put more than once', busDuplicates(tasks)],
      ]
    : [];
};

/** The report of a run, as text: what was broken, what the tasks came to, and the verdict. */
export const report = (result: RunResult, headline: string): string => {
  const { findings, evidence, faults, faultCount, seconds } = result;
  const ends = evidence.tasks.map(({ record }) =>
    [record?.status ?? 'no record', record?.error?.code].filter(Boolean).join(', '),
  );
  const restarts = evidence.tasks.reduce((sum, { record }) => sum + (record?.restart ?? 0), 0);
  const redelivered = evidence.tasks
    .flatMap(({ deliveries }) => deliveries)
    .reduce((sum, { restart }) => sum + restart, 0);
  const lost = findings.filter(({ kind }) => kind === 'lost');
  const wrong = findings.filter(({ kind }) => kind === 'wrong');
  const shown = [...lost, ...wrong].slice(0, maxFindings);
  return [
    headline,
    '',
    'Faults injected, by kind',
    ...table([...faults, ['all', faultCount]]),
    '',
    'What became of the tasks',
    ...table([...counted(ends), ['all', evidence.tasks.length]]),
    '',
    'How',
    ...table([
      ['callbacks that reached the receiver', result.callbacks],
      ['of them taken more than once', result.duplicates],
      ...busRows(result),
      ['multipart uploads left to the bucket’s rule', evidence.left.lostUploads],
      ['restarts of tasks by the sweep', restarts],
      ['restarts of deliveries by the sweep', redelivered],
    ]),
    '',
    ...shown.map(({ kind, about, what }) => `${kind}: ${about} ${what}`),
    ...(shown.length < findings.length ? [`… and ${findings.length - shown.length} more`] : []),
    `${lost.length} lost, ${wrong.length} wrong, ${faultCount} faults, ${seconds.toFixed(0)} s`,
    '',
  ].join('\n');
};
