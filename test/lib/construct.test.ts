import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { expect, test } from 'vitest';
import { functionNames } from '../../lambdas/contract/functions.ts';
import { root } from '../../lib/bundle-settings.ts';
import { SeedanceRelay } from '../../lib/seedance-relay.ts';

/** Of another app, with none of our settings. */
const foreignStack = (): Stack =>
  new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Studio');

test('two relays stand in one foreign stack, and share nothing', () => {
  const stack = foreignStack();
  new SeedanceRelay(stack, 'Drafts', { pollMinSeconds: 60 });
  new SeedanceRelay(stack, 'Finals', { apiAuth: 'iam', alarmEmail: 'ops@example.com' });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Lambda::Function', 2 * functionNames.length);
  template.resourceCountIs('AWS::DynamoDB::Table', 2);
  const valuesOf = (type: string, property: string) =>
    Object.values(template.findResources(type)).map(({ Properties }) => JSON.stringify(Properties[property]));
  const names = valuesOf('AWS::StepFunctions::StateMachine', 'StateMachineName');
  expect(new Set(names).size).toBe(2);
  for (const variables of valuesOf('AWS::Lambda::Function', 'Environment')) {
    expect(/Drafts/.test(variables) && /Finals/.test(variables)).toBe(false);
  }
});

test('the app that has it can let others call and read', () => {
  const stack = foreignStack();
  const relay = new SeedanceRelay(stack, 'Relay', { apiAuth: 'iam' });
  const role = new Role(stack, 'Editor', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  relay.api.grantCall(role);
  relay.storage.bucket.grantRead(role);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: 'execute-api:Invoke' }),
        Match.objectLike({ Action: Match.arrayWith(['s3:GetObject*']) }),
      ]),
    },
  });
});

test('the package carries the construct, its types and its functions ready to run', async () => {
  const consumer = join(root, '.local/consumer');
  const installed = join(consumer, 'node_modules/seedance-relay');
  await mkdir(installed, { recursive: true });
  // Without a name of its own, it would be part of this package, and find the source.
  await writeFile(join(consumer, 'package.json'), '{ "name": "studio" }');
  await cp(join(root, 'package.json'), join(installed, 'package.json'));
  execFileSync(process.execPath, [join(root, 'bin/pack.ts'), join(installed, 'dist')]);
  await writeFile(
    join(consumer, 'app.mts'),
    `import { App, Stack } from 'aws-cdk-lib';
import { type RelayOptions, SeedanceRelay } from 'seedance-relay';
const options: RelayOptions = { retainVideoDays: 30 };
const app = new App({ outdir: ${JSON.stringify(join(consumer, 'cdk.out'))} });
const url: string = new SeedanceRelay(new Stack(app, 'Studio'), 'Relay', options).api.url;
if (url) app.synth();
`,
  );
  const settings = ['--noEmit', '--module', 'nodenext', '--skipLibCheck', '--strict', '--types', 'node'];
  execFileSync(join(root, 'node_modules/.bin/tsc'), [
    '--ignoreConfig',
    ...settings,
    join(consumer, 'app.mts'),
  ]);
  execFileSync(process.execPath, [join(consumer, 'app.mts')], { cwd: consumer });
  const template = Template.fromJSON(
    JSON.parse(await readFile(join(consumer, 'cdk.out/Studio.template.json'), 'utf8')),
  );
  template.resourceCountIs('AWS::Lambda::Function', functionNames.length);
  template.allResourcesProperties('AWS::Lambda::Function', { Handler: 'index.handler' });
  const required = execFileSync(
    process.execPath,
    [
      '--input-type=commonjs',
      '--eval',
      "process.stdout.write(typeof require('seedance-relay').SeedanceRelay)",
    ],
    { cwd: consumer, encoding: 'utf8' },
  );
  expect(required).toBe('function');
  const notices = await readFile(join(installed, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
  expect(notices).toMatch(/^valibot .* \(MIT\)$/m);
  expect(notices).not.toMatch(/^(aws-cdk-lib|constructs|vitest) /m);
});
