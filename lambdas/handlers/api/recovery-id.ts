import type { ApiRequest } from './operation.ts';
import { Problem } from './problem.ts';

/** Throws a Problem for what can be no recovery's id. */
export const recoveryIdOf = ({ event }: ApiRequest): string => {
  const id = event.pathParameters?.recoveryId ?? '';
  if (!/^[0-9a-f]{32}$/.test(id)) throw new Problem('recovery-not-found');
  return id;
};
