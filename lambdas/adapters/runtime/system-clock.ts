import type { Clock } from '../../domain/task/time.ts';

export const systemClock: Clock = { now: () => Date.now() };
