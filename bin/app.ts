import { App } from 'aws-cdk-lib';
import { describeOptions, readGivenOptions } from '../lib/options/given-options.ts';
import { ConfigError } from '../lib/options/option-readers.ts';
import { RelayStack } from '../lib/stack.ts';

const app = new App();
try {
  const given = readGivenOptions(app.node.getAllContext(), process.cwd());
  new RelayStack(app, given.stackName, { options: given.config });
  console.error(describeOptions(given));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message); // A stack trace would not help to correct an option.
  process.exitCode = 1;
}
