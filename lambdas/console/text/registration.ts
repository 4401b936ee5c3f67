/** A registration as it is typed. */
export interface TypedRegistration {
  readonly taskId: string;
  readonly callbackUrl: string;
  /** Empty for the default one. */
  readonly provider: string;
  readonly serviceTier: string;
  readonly announceProcessing: boolean;
  /** A line `name=value` for each. */
  readonly metadata: string;
}

export const blankRegistration: TypedRegistration = {
  taskId: '',
  callbackUrl: '',
  provider: '',
  serviceTier: 'default',
  announceProcessing: false,
  metadata: '',
};

const metadataOf = (lines: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    lines
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [name = '', ...value] = line.split('=');
        return [name.trim(), value.join('=').trim()];
      }),
  );

/** The body that the API is sent. It checks the fields itself, and says which are wrong. */
export const registrationBody = (typed: TypedRegistration) => {
  const metadata = metadataOf(typed.metadata);
  return {
    taskId: typed.taskId.trim(),
    ...(typed.callbackUrl.trim() === '' ? {} : { callbackUrl: typed.callbackUrl.trim() }),
    ...(typed.provider.trim() === '' ? {} : { provider: typed.provider.trim() }),
    ...(typed.serviceTier === 'default' ? {} : { serviceTier: typed.serviceTier }),
    ...(typed.announceProcessing ? { events: ['video.processing'] } : {}),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  };
};
