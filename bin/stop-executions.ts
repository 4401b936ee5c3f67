import { parseArgs } from 'node:util';
import { awsCli, stackOutputs } from '../lib/operator/aws-cli.ts';
import { stopExecutions } from '../lib/operator/stop-executions.ts';

/** `npm run stop:executions -- [--stack NAME] [--yes]`: before a stack is deleted. Without `--yes` it only counts. */
const { values } = parseArgs({
  options: { stack: { type: 'string', default: 'SeedanceRelay' }, yes: { type: 'boolean', default: false } },
});
const { StateMachineArn = '' } = await stackOutputs(awsCli, values.stack);
const count = await stopExecutions(awsCli, StateMachineArn, {
  stop: values.yes,
  report: (stopped) => console.log(`${stopped} stopped`),
});
console.log(values.yes ? `${count} executions stopped` : `${count} executions run. --yes stops them`);
