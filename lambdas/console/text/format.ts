const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const dayLong = 24 * hour;

/** `850 ms`, `12 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export const duration = (millis: number): string => {
  const whole = Math.max(0, Math.round(millis));
  if (whole < second) return `${whole} ms`;
  const parts = (big: number, bigUnit: string, small: number, smallUnit: string): string => {
    const rest = Math.floor((whole % big) / small);
    return `${Math.floor(whole / big)} ${bigUnit}${rest > 0 ? ` ${rest} ${smallUnit}` : ''}`;
  };
  if (whole < minute) return `${Math.floor(whole / second)} s`;
  if (whole < hour) return parts(minute, 'min', second, 's');
  return whole < dayLong ? parts(hour, 'h', minute, 'min') : parts(dayLong, 'd', hour, 'h');
};

/** `now`, `12 s`, `5 min`, `3 h`, `4 d`: one unit, for lists. */
export const age = (millis: number): string => {
  if (millis < 5 * second) return 'now';
  return duration(millis).split(' ').slice(0, 2).join(' ');
};

/** `3.2 MB`, by thousands. */
export const bytes = (count: number): string => {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  const amount = count / 1000 ** power;
  return `${power === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${units[power]}`;
};

/** Of the browser's place and language: date and time to the second. */
export const moment = (iso: string): string => {
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? iso
    : date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
};

/** As a field for a local time takes it: `2026-01-31T12:00`. */
export const localMinute = (millis: number): string => {
  const minutesWest = new Date(millis).getTimezoneOffset();
  return new Date(millis - minutesWest * minute).toISOString().slice(0, 16);
};

/** The time of day, to the second; with the day before it, if that is not the day of `now`. */
export const timeSeen = (iso: string, now: number): string => {
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date(now).toDateString();
  const day = date.toLocaleDateString(undefined, { month: 'short', day: 'numeric' });
  return isToday ? timeOfDay(iso) : `${day}, ${timeOfDay(iso)}`;
};

/** The time of day, to the second. */
export const timeOfDay = (iso: string): string =>
  new Date(iso).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** The middle of the values; of an even number of them, the lower of the two. */
export const median = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

/** `providerCode` as `provider code`. */
export const spaced = (name: string): string =>
  name.replaceAll(/(?<=[a-z0-9])([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' ');
