import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { VideoTargets } from '../../docs/samples/event-bus-stack.ts';
import { handler } from '../../docs/samples/on-video.ts';
import { operatorEventTypes } from '../../lambdas/contract/bus-event.ts';
import { eventTypes, isFinalEvent } from '../../lambdas/domain/task/task.ts';
import { eventPattern } from '../../lib/local/cloud/events/event-pattern.ts';

const samples = join(import.meta.dirname, '../../docs/samples');
const put = (type: string) => ({ source: 'seedance-relay', 'detail-type': type, detail: {} });
const matched = (pattern: unknown) =>
  [...eventTypes, ...operatorEventTypes].filter((type) => eventPattern(pattern)(put(type)));

test('the rules of the sample bring videos to a function, other ends to a queue, and trouble to operators', () => {
  const template = Template.fromStack(
    new VideoTargets(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Targets'),
  );
  const rules = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => ({
    types: matched(Properties.EventPattern),
    target: JSON.stringify(Properties.Targets[0].Arn).replace(/[0-9A-F]{8}/, ''),
  }));
  expect(rules).toEqual([
    { types: ['video.completed'], target: '{"Fn::GetAtt":["OnVideo","Arn"]}' },
    {
      types: eventTypes.filter((type) => isFinalEvent(type) && type !== 'video.completed'),
      target: '{"Fn::GetAtt":["Failures","Arn"]}',
    },
    { types: [...operatorEventTypes], target: '{"Fn::GetAtt":["Operators","Arn"]}' },
  ]);
});

test('the function of the sample takes each event once', async () => {
  const data = { taskId: 't', status: 'completed', video: { bucket: 'b', key: 'k' } };
  const event = { detail: { id: 'msg_1', owner: 'o', type: 'video.completed', data } } as never;
  expect(await handler(event)).toBe('t: s3://b/k');
  expect(await handler(event)).toBeUndefined();
  const failed = { id: 'msg_2', owner: 'o', type: 'video.failed', data: { ...data, status: 'failed' } };
  expect(await handler({ detail: failed } as never)).toBe('t: failed');
});

test('the commands of the sample make a rule for finished videos, whose queue takes from it alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aws-'));
  try {
    // Stands in for the AWS CLI: notes what it is given, and answers as the service would.
    const aws = `#!/bin/sh
{ for word in "$@"; do printf '%s\\n' "$word"; done; echo --; } >> "${folder}/calls"
case "$2" in create-queue) echo https://sqs/q ;; get-queue-attributes) echo arn:q ;; put-rule) echo arn:r ;; esac
`;
    writeFileSync(join(folder, 'aws'), aws);
    chmodSync(join(folder, 'aws'), 0o755);
    execFileSync('sh', [join(samples, 'event-bus.sh')], {
      env: { PATH: `${folder}:${process.env.PATH}`, BUS: 'videos' },
    });
    const calls = readFileSync(join(folder, 'calls'), 'utf8')
      .split('--\n')
      .map((call) => call.trimEnd().split('\n'));
    const after = (operation: string, option: string): string => {
      const call = calls.find((words) => words[1] === operation) ?? [];
      return call[call.indexOf(option) + 1] ?? '';
    };
    expect(matched(JSON.parse(after('put-rule', '--event-pattern')))).toEqual(['video.completed']);
    expect(after('put-rule', '--event-bus-name')).toBe('videos');
    expect(after('put-targets', '--targets')).toBe('Id=queue,Arn=arn:q');
    const { Policy } = JSON.parse(after('set-queue-attributes', '--attributes'));
    expect(JSON.parse(Policy).Statement).toMatchObject([
      {
        Action: 'sqs:SendMessage',
        Resource: 'arn:q',
        Condition: { ArnEquals: { 'aws:SourceArn': 'arn:r' } },
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
