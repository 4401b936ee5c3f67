import { App } from 'aws-cdk-lib';
import { optionsFromContext, readConfig } from '../lib/options/config.ts';
import { ConfigError } from '../lib/options/option-readers.ts';
import { RelayStack } from '../lib/stack.ts';

const app = new App();
const stackName: unknown = app.node.tryGetContext('stackName');
try {
  const options = readConfig(optionsFromContext(app.node));
  new RelayStack(app, typeof stackName === 'string' ? stackName : 'SeedanceRelay', { options });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message); // Its stack trace would not help the person who deploys.
  process.exitCode = 1;
}
