/** To come. */
export const handler = async (): Promise<never> => {
  throw new Error('Not built yet');
};
