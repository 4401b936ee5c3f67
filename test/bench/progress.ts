/** Real milliseconds between two lines. */
const everyMillis = 15_000;

const duration = (seconds: number): string =>
  seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;

/** Prints how long a benchmark is expected to take, and then how long it has taken so far. Returns what ends it. */
export const startProgress = (
  name: string,
  expectedSeconds: number,
  output: { write(text: string): unknown },
): (() => void) => {
  const began = performance.now();
  output.write(`${name}: about ${duration(expectedSeconds)} on two cores\n`);
  const timer = setInterval(() => {
    const seconds = (performance.now() - began) / 1000;
    const left = expectedSeconds - seconds;
    const remaining = left > 0 ? `about ${duration(left)} left` : 'takes longer than expected';
    output.write(`${name}: ${duration(seconds)} so far, ${remaining}\n`);
  }, everyMillis);
  timer.unref();
  return () => clearInterval(timer);
};
