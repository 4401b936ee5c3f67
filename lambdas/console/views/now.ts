import { useEffect, useState } from 'preact/hooks';
import type { ServerClock } from '../data/server-clock.ts';

/** The relay's time in milliseconds, drawn each second, or more often if its clock runs faster. */
export const useNow = (clock: ServerClock): number => {
  const [, draw] = useState({});
  useEffect(() => {
    const timer = setInterval(() => draw({}), clock.rate > 1 ? 250 : 1_000);
    return () => clearInterval(timer);
  }, [clock, clock.rate]);
  return clock.now();
};
