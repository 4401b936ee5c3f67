import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { table } from '../../contract/table.ts';
import type { Delivery } from '../../domain/task/delivery.ts';
import type { Task, TaskKey } from '../../domain/task/task.ts';
import type {
  AddResult,
  ChangeResult,
  Claim,
  ListedTask,
  PageKey,
  TaskChange,
  TaskPage,
  TaskStore,
} from '../../domain/task/task-store.ts';
import { second } from '../../domain/task/time.ts';
import { assertLeadsTo, type TransitionName, transitions } from '../../domain/task/transitions.ts';
import {
  claimItem,
  type Item,
  listStatus,
  partition,
  recordOf,
  sortKeys,
  taskItem,
  taskItemKey,
} from './dynamo-items.ts';
import { fencedUpdate } from './dynamo-update.ts';

const { partitionKey, sortKey, indexes } = table;

/** The tasks' records in DynamoDB. */
export class DynamoTaskStore implements TaskStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async add(task: Task, claim?: Claim): Promise<AddResult> {
    if (claim !== undefined && !(await this.#claim(task, claim))) {
      // Registered before there were claims, or while tasks were shared.
      const own = await this.find(task);
      return own ? { kind: 'exists', task: own } : { kind: 'taken' };
    }
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#tableName,
          Item: taskItem(task),
          ConditionExpression: 'attribute_not_exists(#pk)',
          ExpressionAttributeNames: { '#pk': partitionKey },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { kind: 'added' };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const found = error.Item ? recordOf<Task>(unmarshall(error.Item)) : await this.find(task);
      if (!found) throw error;
      return { kind: 'exists', task: found };
    }
  }

  /** Whether the task's id is this owner's. */
  async #claim(task: Task, claim: Claim): Promise<boolean> {
    const free = {
      ConditionExpression: 'attribute_not_exists(#pk) OR #owner = :owner OR #expires < :now',
      ExpressionAttributeNames: { '#pk': partitionKey, '#owner': 'owner', '#expires': table.timeToLive },
      ExpressionAttributeValues: { ':owner': task.owner, ':now': Math.floor(task.registeredAt / second) },
    };
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#tableName,
          Item: claimItem(task),
          ...(claim === 'first' ? free : {}),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async find(key: TaskKey): Promise<Task | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: taskItemKey(key), ConsistentRead: true }),
    );
    return Item && recordOf<Task>(Item);
  }

  async view(key: TaskKey): Promise<{ task: Task; deliveries: readonly Delivery[] } | undefined> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :first AND :last',
        ExpressionAttributeNames: { '#pk': partitionKey, '#sk': sortKey },
        ExpressionAttributeValues: {
          ':pk': partition(key),
          ':first': sortKeys.deliveries,
          ':last': sortKeys.task,
        },
        ConsistentRead: true,
      }),
    );
    const task = Items.find((item) => item[sortKey] === sortKeys.task);
    if (!task) return undefined;
    const deliveries = Items.filter((item) => item !== task).map((item) => recordOf<Delivery>(item));
    return { task: recordOf<Task>(task), deliveries };
  }

  change(
    task: TaskKey & { readonly restart: number },
    transition: TransitionName,
    change: TaskChange,
  ): Promise<ChangeResult> {
    const { status } = change;
    if (status !== undefined) assertLeadsTo(transition, status);
    return fencedUpdate(this.#client, {
      tableName: this.#tableName,
      key: taskItemKey(task),
      change: {
        ...(transition === 'restart' ? {} : { strikes: 0 }),
        ...change,
        ...(status === undefined ? {} : { [indexes.status.partitionKey]: listStatus(task.owner, status) }),
      },
      expected: { restart: task.restart, status: transitions[transition].from },
    });
  }

  async list({ owner, status, limit, after }: Parameters<TaskStore['list']>[0]): Promise<TaskPage> {
    const index = status === undefined ? indexes.owner : indexes.status;
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        IndexName: index.name,
        KeyConditionExpression: '#key = :key',
        ExpressionAttributeNames: { '#key': index.partitionKey },
        ExpressionAttributeValues: { ':key': status === undefined ? owner : listStatus(owner, status) },
        ScanIndexForward: false,
        Limit: limit,
        ExclusiveStartKey: after as Item | undefined,
      }),
    );
    const next = LastEvaluatedKey as PageKey | undefined;
    return { tasks: Items.map((item) => recordOf<ListedTask>(item)), ...(next ? { next } : {}) };
  }
}
