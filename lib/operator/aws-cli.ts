import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a command of the AWS CLI, such as `('sts', 'get-caller-identity')`, and gives its JSON. Throws if the command fails. */
// biome-ignore lint/suspicious/noExplicitAny: each command has an answer of its own shape
export type AwsCli = (...command: readonly string[]) => Promise<any>;

const run = promisify(execFile);

export const awsCli: AwsCli = async (...command) => {
  const { stdout } = await run('aws', [...command, '--output', 'json'], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim() === '' ? {} : JSON.parse(stdout);
};

/** What the CLI printed about a failure, in one line. */
export const reasonOf = (error: unknown): string => {
  const { stderr, message } = error as { stderr?: string; message?: string };
  return (stderr || message || String(error)).trim().split('\n').at(-1) ?? '';
};

/** The outputs of a stack, by name. Throws if there is no such stack. */
export const stackOutputs = async (
  aws: AwsCli,
  stackName: string,
): Promise<Readonly<Record<string, string>>> => {
  const { Stacks } = await aws('cloudformation', 'describe-stacks', '--stack-name', stackName);
  const outputs: { OutputKey: string; OutputValue: string }[] = Stacks[0].Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
};
