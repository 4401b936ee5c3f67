import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoOwners, ownerLife } from '../../../lambdas/adapters/dynamodb/dynamo-owners.ts';
import { DynamoTaskStore } from '../../../lambdas/adapters/dynamodb/dynamo-task-store.ts';
import { apiKeysOf } from '../../../lib/operator/api-keys.ts';
import type { AwsCli } from '../../../lib/operator/aws-cli.ts';
import { apiOverFakes } from '../../support/api-client.ts';
import { type DynamoServer, startDynalite } from '../../support/dynamo-servers.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { aTask } from '../../support/records.ts';

/** `--table-name x` as the SDK's `{ TableName: 'x' }`; `--flag` alone as `true`. */
const inputOf = (options: readonly string[]): Record<string, unknown> => {
  const input: Record<string, unknown> = {};
  for (const [index, option] of options.entries()) {
    if (!option.startsWith('--')) continue;
    const value = options[index + 1];
    const name = option.slice(2).replaceAll(/(^|-)(\w)/g, (_, _dash, letter) => letter.toUpperCase());
    input[name] =
      value === undefined || value.startsWith('--') ? true : /^[{\d]/.test(value) ? JSON.parse(value) : value;
  }
  return input;
};

const commands = { 'get-item': GetItemCommand, 'put-item': PutItemCommand, query: QueryCommand };

/** The AWS CLI over a table of its own and an API Gateway in memory. */
const startAws = async () => {
  const dynamo: DynamoServer = await startDynalite();
  const keys = new Map<string, { id: string; name: string; enabled: boolean; inPlan: boolean }>();
  keys.set('first', { id: 'first', name: 'made by the stack', enabled: true, inPlan: true });
  const asked: string[] = [];
  const aws: AwsCli = async (service, operation = '', ...options) => {
    asked.push(operation);
    const input = inputOf(options);
    if (service === 'dynamodb') {
      const Command = commands[operation as keyof typeof commands] as typeof GetItemCommand;
      return dynamo.client.send(new Command(input as never) as never);
    }
    const key = keys.get(String(input.ApiKey ?? input.KeyId));
    if (operation === 'get-usage-plan-keys')
      return { items: [...keys.values()].filter(({ inPlan }) => inPlan) };
    if (operation === 'get-api-key') return key;
    if (operation === 'create-api-key') {
      const made = { id: `key${keys.size}`, name: String(input.Name), enabled: true, inPlan: false };
      keys.set(made.id, made);
      return made;
    }
    if (operation === 'create-usage-plan-key' && key) key.inPlan = true;
    if (operation === 'update-api-key' && key) key.enabled = String(input.PatchOperations).endsWith('true');
    return {};
  };
  const places = { tableName: dynamo.tableName, usagePlanId: 'plan' };
  return { aws, dynamo, asked, keys: apiKeysOf(aws, places), places };
};

describe('API keys', () => {
  let account: Awaited<ReturnType<typeof startAws>>;
  const clock = new ManualClock();
  beforeAll(async () => {
    account = await startAws();
    await new DynamoTaskStore(account.dynamo.client, account.dynamo.tableName).add(aTask({ owner: 'first' }));
  });
  afterAll(() => account.dynamo.close());

  const owners = () => new DynamoOwners(account.dynamo.client, account.dynamo.tableName, clock);

  it('own their tasks by their id, as ever, if nobody named an owner', async () => {
    expect(await owners().of('first')).toBe('first');
  });

  it('are rotated: a second key sees the tasks and signing keys of the first, which is then closed', async () => {
    account.asked.length = 0;
    const { id, owner, isNew } = await account.keys.add('first');
    expect({ owner, isNew }).toEqual({ owner: 'first', isNew: false });
    // No request can come before the owner is stored.
    expect(account.asked.indexOf('put-item')).toBeLessThan(account.asked.indexOf('create-usage-plan-key'));
    const { call } = apiOverFakes({ owners: owners() });
    const body = { taskId: 'video_1', callbackUrl: 'https://example.com/hook' };
    await call('registerTask', { body, owner: 'first' });
    expect((await call('getTask', { taskId: 'video_1', owner: id })).status).toBe(200);
    expect((await call('getTask', { taskId: 'video_1', owner: 'stranger' })).status).toBe(404);
    const signing = async (key: string) => (await call('getSigningKeys', { owner: key })).body.current;
    expect(await signing(id)).toEqual(await signing('first'));
    await account.keys.setEnabled('first', false);
    expect(await account.keys.list()).toEqual([
      { id: 'first', name: 'made by the stack', enabled: false, owner: 'first' },
      { id, name: 'seedance-relay-first', enabled: true, owner: 'first' },
    ]);
  });

  it('are made for an owner by name, and further ones by any key of that owner', async () => {
    const first = await account.keys.add('team-a');
    expect(first).toMatchObject({ owner: 'team-a', isNew: true });
    expect(await account.keys.add(first.id)).toMatchObject({ owner: 'team-a', isNew: false });
    expect(await owners().of(first.id)).toBe('team-a');
  });

  it.each(['', 'a#b', 'a/b', 'x'.repeat(65)])('are never made for an owner called %j', async (name) => {
    account.asked.length = 0;
    await expect(account.keys.add(name)).rejects.toThrow('letters, digits');
    expect(account.asked).not.toContain('create-api-key');
  });

  it('never take an owner from a caller that has another, or tasks of its own', async () => {
    await expect(account.keys.assign('first', 'team-a')).rejects.toThrow('has tasks of its own');
    await account.keys.assign('AROAROLE', 'team-a');
    await account.keys.assign('AROAROLE', 'team-a');
    await expect(account.keys.assign('AROAROLE', 'team-b')).rejects.toThrow('acts for team-a already');
  });

  it('are said not to exist where requests are signed', async () => {
    const { tableName } = account.places;
    await expect(apiKeysOf(account.aws, { tableName }).list()).rejects.toThrow('apiAuth=iam');
  });
});

describe('An owner', () => {
  it('is read once in five minutes, and again after a read that failed', async () => {
    const clock = new ManualClock();
    let reads = 0;
    let answer: () => Promise<object> = async () => ({ Item: { owner: 'team-a' } });
    const client = {
      send: async () => {
        reads += 1;
        return answer();
      },
    };
    const owners = new DynamoOwners(client as never, 'records', clock);
    expect(await Promise.all([owners.of('k'), owners.of('k')])).toEqual(['team-a', 'team-a']);
    expect(reads).toBe(1);
    clock.advance(ownerLife);
    answer = () => Promise.reject(new Error('throttled'));
    await expect(owners.of('k')).rejects.toThrow('throttled');
    answer = async () => ({});
    expect(await owners.of('k')).toBe('k');
    expect(reads).toBe(3);
  });
});
