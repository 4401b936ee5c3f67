import type { RunProgress } from './run.ts';

/** Real seconds on two cores: 1,000 tasks take 470 s, of which the last ones, generated for hours, take 130 s. */
const secondsPerTask = 0.34;
const tailSeconds = 130;

const inMinutes = (seconds: number): string => {
  const minutes = Math.max(1, Math.round(seconds / 60));
  return `${minutes} min`;
};

/** How long a run takes, said before it starts. */
export const expectedDuration = (tasks: number): string => inMinutes(tailSeconds + secondsPerTask * tasks);

/** Estimates the time that is left from the pace so far. `seconds` is the real time since the start. */
export const timeLeft = (): ((progress: RunProgress, seconds: number) => string) => {
  let allRegisteredAt: number | undefined;
  return ({ registered, of }, seconds) => {
    if (registered < of) {
      const pace = registered === 0 ? secondsPerTask : seconds / registered;
      return `about ${inMinutes(pace * (of - registered) + tailSeconds)} left`;
    }
    allRegisteredAt ??= seconds;
    const left = tailSeconds - (seconds - allRegisteredAt);
    return left > 0 ? `about ${inMinutes(left)} left` : 'nearly done';
  };
};
