import { type Millis, second } from '../../domain/task/time.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const clockTime = String.raw`(?<hours>\d{2}):(?<minutes>\d{2}):(?<seconds>\d{2})`;

/** The three forms of a date that a recipient must accept (RFC 9110 §5.6.7): IMF-fixdate, RFC 850 and asctime. */
const dateForms = [
  new RegExp(`^[a-z]{3}, (?<date>\\d{2}) (?<month>[a-z]{3}) (?<year>\\d{4}) ${clockTime} gmt$`, 'i'),
  new RegExp(`^[a-z]{6,9}, (?<date>\\d{2})-(?<month>[a-z]{3})-(?<year>\\d{2}) ${clockTime} gmt$`, 'i'),
  new RegExp(`^[a-z]{3} (?<month>[a-z]{3}) (?<date>[ \\d]\\d) ${clockTime} (?<year>\\d{4})$`, 'i'),
];

/** More than 31 years. Each use has a limit of its own far below. */
const maxSeconds = 999_999_999;

/** Whole seconds that a `Retry-After` asks for, from `now`; undefined if it is absent, past or no such header. */
export const retryAfterSeconds = (value: string | undefined, now: Millis): number | undefined => {
  const text = value?.trim() ?? '';
  const at = dateOf(text, now);
  const seconds = /^\d+$/.test(text)
    ? Number(text)
    : at === undefined
      ? Number.NaN
      : Math.ceil((at - now) / second);
  return seconds > 0 ? Math.min(seconds, maxSeconds) : undefined;
};

const dateOf = (text: string, now: Millis): Millis | undefined => {
  const { date, month, year, hours, minutes, seconds } =
    dateForms.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined) ?? {};
  const monthIndex = months.indexOf(month?.toLowerCase() ?? '');
  if (year === undefined || monthIndex === -1) return undefined;
  const fullYear = year.length === 2 ? fullYearOf(Number(year), now) : Number(year);
  // A leap second is written as 60.
  const valid = Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) <= 60;
  const at = Date.UTC(fullYear, monthIndex, Number(date), Number(hours), Number(minutes), Number(seconds));
  return valid &&
    Number(date) >= 1 &&
    new Date(Date.UTC(fullYear, monthIndex, Number(date))).getUTCDate() === Number(date)
    ? at
    : undefined;
};

/** A year of two digits that seems more than 50 years in the future is the one in the past with the same digits. */
const fullYearOf = (digits: number, now: Millis): number => {
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + digits;
  return year > thisYear + 50 ? year - 100 : year;
};
