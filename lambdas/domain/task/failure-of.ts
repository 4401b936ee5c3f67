import { asError } from './as-error.ts';

/** What an act throws, if it does: for what must not stop the rest. */
export const failureOf = async (act: () => Promise<unknown>): Promise<Error | undefined> => {
  try {
    await act();
    return undefined;
  } catch (error) {
    return asError(error);
  }
};
