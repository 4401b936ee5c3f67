import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoIntentStore } from '../../../lambdas/adapters/dynamodb/dynamo-intent-store.ts';
import type { Intent } from '../../../lambdas/domain/creation/video-creation.ts';
import { second } from '../../../lambdas/domain/task/time.ts';
import { type DynamoServer, startDynalite } from '../../support/dynamo-servers.ts';
import { startOfTests } from '../../support/records.ts';

const intent = (fields: Partial<Intent>): Intent => ({
  owner: 'owner1',
  idempotencyKey: 'key',
  digest: 'a'.repeat(64),
  registration: { callbackUrl: 'https://example.com/hook', serviceTier: 'default', events: [], metadata: {} },
  requestedAt: startOfTests,
  expiresAt: startOfTests + 60 * second,
  ...fields,
});

describe('Intents in DynamoDB', () => {
  let server: DynamoServer;
  let intents: DynamoIntentStore;
  beforeAll(async () => {
    server = await startDynalite();
    intents = new DynamoIntentStore(server.client, server.tableName);
  });
  afterAll(() => server.close());

  it('are written once for a key', async () => {
    const first = intent({ idempotencyKey: 'once' });
    expect(await intents.add(first)).toEqual({ kind: 'added' });
    const second_ = { ...first, digest: 'b'.repeat(64) };
    expect(await intents.add(second_)).toEqual({ kind: 'exists', intent: first });
    expect(await intents.add({ ...first, owner: 'owner2' })).toEqual({ kind: 'added' });
  });

  it('are written by one of two that come at the same moment, and by a writer whose answer was lost', async () => {
    const first = intent({ idempotencyKey: 'lost' });
    const put = server.client.send.bind(server.client);
    let sent = 0;
    // As the SDK does where the connection breaks after the write: the same request again.
    const twice: typeof put = async (command: never) => {
      sent += 1;
      if (sent === 1) await put(command);
      return put(command);
    };
    const forgetful = Object.assign(Object.create(server.client), { send: twice });
    expect(await new DynamoIntentStore(forgetful, server.tableName).add(first)).toEqual({ kind: 'added' });
    expect(await intents.add(first)).toEqual({ kind: 'exists', intent: first });
  });

  it('keep what became of them', async () => {
    const settled = intent({ idempotencyKey: 'settled' });
    await intents.add(settled);
    const creation = { kind: 'created', taskId: 'video_1', model: 'm', createdAt: 1 } as const;
    await intents.settle(settled, creation);
    expect(await intents.add(settled)).toEqual({ kind: 'exists', intent: { ...settled, creation } });
  });

  it('are there again after a release or their time, and then as good as new', async () => {
    const released = intent({ idempotencyKey: 'released' });
    await intents.add(released);
    await intents.release(released);
    expect((await intents.add(released)).kind).toBe('added');
    expect((await intents.add(released)).kind).toBe('exists');
    const later = { ...released, requestedAt: released.expiresAt + second, digest: 'c'.repeat(64) };
    expect((await intents.add(later)).kind).toBe('added');
  });
});
