import type { LogLine } from './logs.ts';
import type { Execution } from './states/executions.ts';

/** Fields of a structured log that are not shown. */
const surroundings = new Set([
  'level',
  'message',
  'message_id',
  'timestamp',
  'service',
  'sampling_rate',
  'owner',
  'taskId',
  'restart',
  'xray_trace_id',
]);

/** With nothing in it that a terminal would act on or break the line at. */
const visible = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu, '\u{FFFD}');

const shown = (value: unknown): string => visible(typeof value === 'string' ? value : JSON.stringify(value));

const parsed = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
};

const clockTime = (at: number): string => new Date(at).toISOString().slice(11, 19);

/** A function's log line as a line for people; `undefined` for metrics and what else is not meant for them. */
export const logLine = ({ functionName, text, at }: LogLine): string | undefined => {
  if (!text.startsWith('{'))
    return text.trim() === '' ? undefined : `${clockTime(at)}  ${functionName}: ${visible(text)}`;
  const record = parsed(text);
  if (!record) return `${clockTime(at)}  ${functionName}: ${visible(text)}`;
  const { level, message, taskId, _aws: metric } = record;
  if (metric !== undefined || message === undefined) return undefined;
  const fields = Object.entries(record)
    .filter(([name, value]) => !surroundings.has(name) && !name.startsWith('function_') && value !== null)
    .map(([name, value]) => `${name}=${shown(value)}`);
  const loud = level === 'INFO' || level === undefined ? '' : `${shown(level)} `;
  return [`${clockTime(at)}  ${shown(taskId ?? functionName)}  ${loud}${shown(message)}`, ...fields].join(
    '  ',
  );
};

/** The end of an execution as a line for people; `undefined` while it runs and if it succeeded. */
export const logEnd = (execution: Execution): string | undefined => {
  const { status, name, state, error, cause = '', stoppedAt } = execution;
  if (status === 'RUNNING' || status === 'SUCCEEDED' || stoppedAt === undefined) return undefined;
  return `${clockTime(stoppedAt)}  ${name}  ${status} in "${state}": ${error} ${visible(cause.slice(0, 300))}`;
};
