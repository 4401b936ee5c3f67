import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** Something that the user can mend. Its message is printed without a stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Surroundings {
  readonly args?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * npm keeps options before `--` for itself: `npm run demo --tasks 5` runs the demo with the argument `5`, and with the
 * option in its environment. Without this check it would be ignored in silence.
 */
const swallowedByNpm = (
  names: readonly string[],
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): string | undefined => {
  const script = environment.npm_lifecycle_event;
  if (script === undefined) return undefined;
  const given = args.flatMap((word) => /^--([^=]+)/.exec(word)?.[1] ?? []);
  const swallowed = names.filter(
    (name) => !given.includes(name) && environment[`npm_config_${name.replaceAll('-', '_')}`] !== undefined,
  );
  if (swallowed.length === 0) return undefined;
  const values = args.filter((word) => !word.startsWith('-'));
  const options = swallowed.map((name) => {
    const value = environment[`npm_config_${name.replaceAll('-', '_')}`] ?? '';
    const own = ['', 'true'].includes(value) ? values.shift() : value;
    return own === undefined ? `--${name}` : `--${name} ${own}`;
  });
  const command = script === 'start' ? 'npm start' : `npm run ${script}`;
  return `npm took ${swallowed.map((name) => `--${name}`).join(' and ')} as its own option. Write "--" before the options:

  ${command} -- ${options.join(' ')}`;
};

/** The options of a command. Throws a `UsageError` for what it does not know. `-h` is `--help`. */
export const readOptions = <const T extends ParseArgsOptionsConfig>(
  options: T,
  { args = process.argv.slice(2), environment = process.env }: Surroundings = {},
) => {
  const problem = swallowedByNpm(Object.keys(options), args, environment);
  if (problem !== undefined) throw new UsageError(problem);
  const config = { ...options, help: { type: 'boolean', short: 'h', default: false } } as const;
  try {
    return parseArgs({ options: config, args: [...args] }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

/** As for a process that SIGPIPE ended. */
const brokenPipe = 141;

/** Ends the process if the reader of its output has gone, as after `npm start | head`, and not with a stack trace. */
export const endWithReader = (...outputs: readonly Pick<NodeJS.WriteStream, 'on'>[]): void => {
  for (const output of outputs) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(brokenPipe);
    });
  }
};

const portOf = (error: NodeJS.ErrnoException): string => ('port' in error ? ` ${String(error.port)}` : '');

/** An error in words that say what to do; `undefined` for a defect, whose stack trace is of use. */
export const inWords = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  if (error instanceof UsageError || error.name === 'FolderInUseError') return error.message;
  if (code === 'EADDRINUSE') {
    return `Port${portOf(error)} is in use by another program (EADDRINUSE). Stop it, or choose another port.`;
  }
  if (code === 'EACCES' && 'port' in error) {
    return `Port${portOf(error)} needs more rights (EACCES). Choose a port from 1024.`;
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `${path ?? 'A file'} cannot be written or read (${code}). Check its permissions, or choose another folder.`;
  }
  if (code === 'ENOTDIR' || (code === 'EEXIST' && path !== undefined)) return `${path} is not a folder.`;
  if (code === 'ENOSPC') return 'The disk is full (ENOSPC).';
  return undefined;
};
