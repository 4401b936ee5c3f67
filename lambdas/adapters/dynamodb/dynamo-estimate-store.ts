import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { table } from '../../contract/table.ts';
import type {
  EstimateKey,
  EstimateStore,
  GenerationTime,
  Observation,
} from '../../domain/polling/estimate-store.ts';
import { type Clock, day, type Millis, minute, second } from '../../domain/task/time.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { cellOf, observationsOf } from './observation-cells.ts';

const { partitionKey, sortKey, timeToLive } = table;

/** Tasks on a page; when it is full, the next one is begun. Writers that do not know it yet make it a little longer. */
const pageLength = 20;
const pagesRead = 5;
/** Pages that have not grown for this long describe a provider as it was, not as it is. */
const keptFor = 60 * day;
/** A warm function reads once in this time: a load is to be seen while it lasts. */
const cachedFor = minute;
/** Names are the provider's: more than this many are not to be remembered. */
const maxKeys = 100;

interface Cached {
  readonly until: Millis;
  readonly observations: Promise<readonly Observation[]>;
}

/** Counters of sightings in DynamoDB: one item a page of a model and tier, each raised by one atomic write. */
export class DynamoEstimateStore implements EstimateStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #clock: Clock;
  readonly #telemetry: Pick<Telemetry, 'log'>;
  readonly #cache = new Map<string, Cached>();
  /** The page to write to. */
  readonly #current = new Map<string, number>();

  constructor(
    client: DynamoDBDocumentClient,
    tableName: string,
    clock: Clock,
    telemetry: Pick<Telemetry, 'log'>,
  ) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
    this.#telemetry = telemetry;
  }

  async add(key: EstimateKey, seen: GenerationTime): Promise<void> {
    const partition = partitionOf(key);
    try {
      const page = this.#current.get(partition) ?? (await this.#currentPage(partition));
      const length = await this.#count(partition, page, cellOf(seen, this.#clock.now()));
      this.#current.delete(partition);
      // Only a page of the right length is sure to be the newest: others may have begun the next one.
      if (length <= pageLength && this.#current.size < maxKeys) {
        this.#current.set(partition, length < pageLength ? page : page + 1);
      }
    } catch (error) {
      this.#telemetry.log('warn', 'estimatesUnavailable', { error: error as Error });
    }
  }

  of(key: EstimateKey): Promise<readonly Observation[]> {
    const partition = partitionOf(key);
    const now = this.#clock.now();
    const cached = this.#cache.get(partition);
    if (cached && now < cached.until) return cached.observations;
    const observations = this.#read(partition, pagesRead).then(
      (items) => items.flatMap(observationsOf).sort((a, b) => b.at - a.at),
      (error: Error) => {
        this.#telemetry.log('warn', 'estimatesUnavailable', { error });
        return cached?.observations ?? [];
      },
    );
    if (this.#cache.size >= maxKeys) this.#cache.clear();
    this.#cache.set(partition, { until: now + cachedFor, observations });
    return observations;
  }

  async #currentPage(partition: string): Promise<number> {
    const [newest] = await this.#read(partition, 1);
    const page = Number(String(newest?.[sortKey] ?? '').slice(pagePrefix.length)) || 0;
    return Number(newest?.length ?? 0) >= pageLength ? page + 1 : page;
  }

  async #read(partition: string, limit: number): Promise<readonly Record<string, unknown>[]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
        ExpressionAttributeNames: { '#pk': partitionKey, '#sk': sortKey },
        ExpressionAttributeValues: { ':pk': partition, ':prefix': pagePrefix },
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return Items;
  }

  /** The tasks that are on the page now. */
  async #count(partition: string, page: number, cell: string): Promise<number> {
    const { Attributes } = await this.#client.send(
      new UpdateCommand({
        TableName: this.#tableName,
        Key: { [partitionKey]: partition, [sortKey]: `${pagePrefix}${String(page).padStart(8, '0')}` },
        UpdateExpression: 'ADD #cell :one, #length :one SET #expiresAt = :expiresAt',
        ExpressionAttributeNames: { '#cell': cell, '#length': 'length', '#expiresAt': timeToLive },
        ExpressionAttributeValues: {
          ':one': 1,
          ':expiresAt': Math.ceil((this.#clock.now() + keptFor) / second),
        },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return Number(Attributes?.length ?? pageLength);
  }
}

const pagePrefix = 'SIGHTINGS#';

const partitionOf = ({ model, serviceTier, provider }: EstimateKey): string =>
  `ESTIMATE#${provider === undefined ? '' : `${provider}:`}${nameOf(model)}#${serviceTier}`;

/** A name of the provider's that looks like none is counted with all the others like it. */
const nameOf = (model: string | undefined): string => {
  const name = (model ?? '').toLowerCase();
  return /^[a-z0-9._-]{1,64}$/.test(name) ? name : 'other';
};
