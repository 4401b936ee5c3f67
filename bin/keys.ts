import { parseArgs } from 'node:util';
import { apiKeysOf, KeyError } from '../lib/operator/api-keys.ts';
import { awsCli, stackOutputs } from '../lib/operator/aws-cli.ts';

const usage = `npm run keys -- COMMAND [--stack NAME]: API keys, and whose tasks they see

  list                   every key, with its owner
  add OWNER              a further key for an owner: a name, or the id of one
                         of its keys. A new name is a new owner
  assign CALLER OWNER    lets a key, or an IAM principal by its unique id, act
                         for an owner
  disable KEY            closes the API for a key, within seconds
  enable KEY             opens it again
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stack: { type: 'string', default: 'SeedanceRelay' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [command = '', first = '', second = ''] = positionals;

const run = async (): Promise<string> => {
  const { TableName = '', UsagePlanId } = await stackOutputs(awsCli, values.stack);
  const places = { tableName: TableName, ...(UsagePlanId === undefined ? {} : { usagePlanId: UsagePlanId }) };
  const keys = apiKeysOf(awsCli, places);
  switch (command) {
    case 'list': {
      const rows = await keys.list();
      const line = (id: string, state: string, owner: string, name: string): string =>
        `${id.padEnd(12)}${state.padEnd(10)}${owner.padEnd(24)} ${name}`;
      const lines = rows.map(({ id, enabled, owner, name }) =>
        line(id, enabled ? 'enabled' : 'disabled', owner, name),
      );
      return [line('KEY', 'STATE', 'OWNER', 'NAME'), ...lines].join('\n');
    }
    case 'add': {
      const { id, owner, isNew } = await keys.add(first);
      const whose = isNew ? `${owner}, a new owner without tasks` : owner;
      return `The key ${id} acts for ${whose}. Its value:

aws apigateway get-api-key --api-key ${id} \\
  --include-value --query value --output text`;
    }
    case 'assign':
      await keys.assign(first, second);
      return `${first} acts for ${second}, within five minutes`;
    default:
      await keys.setEnabled(first, command === 'enable');
      return `${first} is ${command}d`;
  }
};

const needed: Readonly<Record<string, number>> = { list: 1, add: 2, assign: 3, disable: 2, enable: 2 };
if (values.help) console.log(usage);
else if (positionals.length !== needed[command]) {
  console.error(usage);
  process.exitCode = 1;
} else {
  try {
    console.log(await run());
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
