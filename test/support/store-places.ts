import { DynamoDeliveryStore } from '../../lambdas/adapters/dynamodb/dynamo-delivery-store.ts';
import { DynamoOverdueStore } from '../../lambdas/adapters/dynamodb/dynamo-overdue-store.ts';
import { DynamoRecoveryStore } from '../../lambdas/adapters/dynamodb/dynamo-recovery-store.ts';
import { DynamoTaskStore } from '../../lambdas/adapters/dynamodb/dynamo-task-store.ts';
import type { RecoveryStore } from '../../lambdas/domain/recovery/recovery-store.ts';
import type { DeliveryStore } from '../../lambdas/domain/task/delivery-store.ts';
import type { TaskStore } from '../../lambdas/domain/task/task-store.ts';
import type { OverdueStore } from '../../lambdas/domain/tracking/overdue-store.ts';
import { type DynamoServer, hasJava, startDynalite, startDynamoDbLocal } from './dynamo-servers.ts';
import { MemoryRecoveries } from './fakes/memory-recoveries.ts';
import { MemoryStore } from './fakes/memory-store.ts';

export interface Stores {
  readonly tasks: TaskStore;
  readonly deliveries: DeliveryStore;
  readonly recoveries: RecoveryStore;
  readonly overdue: OverdueStore;
}

const onServer = (start: () => Promise<DynamoServer>) => {
  let server: DynamoServer;
  return {
    open: async (): Promise<Stores> => {
      server = await start();
      return {
        tasks: new DynamoTaskStore(server.client, server.tableName),
        deliveries: new DynamoDeliveryStore(server.client, server.tableName),
        recoveries: new DynamoRecoveryStore(server.client, server.tableName),
        overdue: new DynamoOverdueStore(server.client, server.tableName),
      };
    },
    close: () => server.close(),
  };
};

const inMemory = {
  open: async (): Promise<Stores> => {
    const store = new MemoryStore();
    const { deliveries, overdue } = store;
    return { tasks: store, deliveries, recoveries: new MemoryRecoveries(), overdue };
  },
  close: async () => {},
};

/** Every place that records may lie in, to be tested alike; `here`: whether it can be had on this machine. */
export const storePlaces = [
  { name: 'memory', ...inMemory, here: true },
  { name: 'dynalite', ...onServer(startDynalite), here: true },
  { name: 'DynamoDB Local', ...onServer(startDynamoDbLocal), here: hasJava },
];
