import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, optionNames, readConfig } from './config.ts';
import { assertKnown } from './known-names.ts';
import { ConfigError } from './option-readers.ts';

/** The file with the options of a deployment, in the folder that `cdk` is run in. */
export const optionsFile = 'relay.config.json';
const defaultStackName = 'SeedanceRelay';

export interface GivenOptions {
  readonly stackName: string;
  readonly config: Config;
  /** The options that are set, by file or context, as they were given. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** CDK and its libraries have context of their own, such as `@aws-cdk/core:…` and `aws:cdk:…`. */
const isCdks = (name: string): boolean => /[:@/]/.test(name);

const fromFile = (folder: string): Readonly<Record<string, unknown>> => {
  const path = join(folder, optionsFile);
  if (!existsSync(path)) return {};
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
      return content as Readonly<Record<string, unknown>>;
    }
  } catch {
    // Falls through to the error.
  }
  throw new ConfigError(optionsFile, 'must be a file with one JSON object, option by option');
};

/**
 * The options of a deployment: those of `relay.config.json`, over them those of the context (`-c name=value`, or `context` in
 * cdk.json). Throws a `ConfigError` for a name that is no option, and for a wrong value.
 */
export const readGivenOptions = (
  context: Readonly<Record<string, unknown>>,
  folder: string,
): GivenOptions => {
  const own = Object.fromEntries(Object.entries(context).filter(([name]) => !isCdks(name)));
  const { stackName = defaultStackName, ...options } = { ...fromFile(folder), ...own };
  assertKnown(Object.keys(options), [...optionNames, 'stackName']);
  if (typeof stackName !== 'string' || !/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(stackName)) {
    throw new ConfigError('stackName', 'must be letters, digits and hyphens, and begin with a letter');
  }
  return { stackName, config: readConfig(options), options };
};

/** The effective options, one a line; those that were set are marked. */
export const describeOptions = ({ stackName, config, options }: GivenOptions): string =>
  [
    `${stackName} is synthesized with these options (* set by you, in ${optionsFile} or as context):`,
    ...optionNames.map((name) => {
      const value = config[name];
      const shown = value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
      return `  ${name in options ? '*' : ' '} ${name} = ${shown}`;
    }),
  ].join('\n');
