import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { awsCli } from '../lib/operator/aws-cli.ts';
import { checkDeployment } from '../lib/operator/deploy-check.ts';
import { describeOptions, readGivenOptions } from '../lib/options/given-options.ts';
import { ConfigError } from '../lib/options/option-readers.ts';

/** `npm run deploy:check -- [-c name=value]…`: what would make a deployment fail. Ends with 1 if something would. */
const { values } = parseArgs({
  options: { context: { type: 'string', short: 'c', multiple: true, default: [] } },
});
const given = Object.fromEntries(values.context.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
const marks = { good: 'ok   ', note: 'note ', fails: 'FAILS' } as const;
try {
  const options = readGivenOptions({ ...context, ...given }, process.cwd());
  console.log(`${describeOptions(options)}\n`);
  const findings = await checkDeployment(awsCli, options);
  for (const { level, text } of findings) console.log(`${marks[level]} ${text}`);
  if (findings.some(({ level }) => level === 'fails')) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
