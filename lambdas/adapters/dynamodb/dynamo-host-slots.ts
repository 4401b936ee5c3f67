import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { table } from '../../contract/table.ts';
import {
  appointmentGap,
  failuresToBreak,
  farAppointment,
  freeSlots,
  type HostReport,
  type HostSlot,
  type HostSlots,
  type HostState,
  maxAppointment,
  paceAfter,
  type SlotClaim,
  slotLease,
} from '../../domain/callbacks/host-slots.ts';
import { day, type Millis, second } from '../../domain/task/time.ts';
import type { Item } from './dynamo-items.ts';

const { partitionKey, sortKey, timeToLive } = table;

/** A host that nothing was sent to for this long is forgotten. */
const keptFor: Millis = day;
/** Tries to get a slot, or an appointment, that others may be getting at the same moment. */
const maxTries = 3;

const slotName = (number: number): string => `slot${number}`;

/**
 * One item for each host: a slot is an attribute with the end of its lease. Taking one and giving it back is a write each; only if
 * the first is taken, the item is looked at.
 */
export class DynamoHostSlots implements HostSlots {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #limit: number;
  readonly #random: () => number;

  /** `limit`: requests to one host at once, at most. `random` is in [0, 1). */
  constructor(client: DynamoDBDocumentClient, tableName: string, limit: number, random = Math.random) {
    this.#client = client;
    this.#tableName = tableName;
    this.#limit = limit;
    this.#random = random;
  }

  async claim(host: string, now: Millis): Promise<SlotClaim> {
    let state: HostState | undefined;
    for (let tries = 0; tries < maxTries; tries += 1) {
      // Without a look at the host, any slot is as good as another: at most times, they are all free.
      const free = state ? freeSlots(state, this.#limit, now) : undefined;
      if (free?.length === 0) break;
      const number = free ? this.#oneOf(free) : Math.floor(this.#random() * this.#limit);
      const taken = await this.#take(host, number, now);
      if (taken) return { kind: 'slot', slot: { host, number, until: now + slotLease, state: taken } };
      state = await this.#look(host);
    }
    return { kind: 'busy', comeAt: await this.#appointment(host, state ?? (await this.#look(host)), now) };
  }

  async release(slot: HostSlot, report?: HostReport): Promise<void> {
    const { host, number, until, state } = slot;
    const failures = report?.healthy ? ':none' : 'if_not_exists(#failures, :none) + :one';
    await this.#update(host, {
      UpdateExpression: `REMOVE #slot${report ? ` SET #failures = ${failures}, #pace = :pace` : ''}`,
      ConditionExpression: '#slot = :until',
      ExpressionAttributeNames: {
        '#slot': slotName(number),
        ...(report && { '#failures': 'failures', '#pace': 'pace' }),
      },
      ExpressionAttributeValues: {
        ':until': until,
        ...(report && { ':none': 0, ':pace': paceAfter(state, report.milliseconds) }),
        ...(report && !report.healthy && { ':one': 1 }),
      },
    });
  }

  /** What is known of the host once the slot is taken; `undefined` if it is not free. */
  async #take(host: string, number: number, now: Millis): Promise<HostState | undefined> {
    // If the breaker is open, the first slot is the only one.
    const breaker = number === 0 ? '' : ' AND (attribute_not_exists(#failures) OR #failures < :break)';
    const item = await this.#update(host, {
      UpdateExpression: 'SET #slot = :until, #expires = :expires',
      ConditionExpression: `(attribute_not_exists(#slot) OR #slot <= :now)${breaker}`,
      ExpressionAttributeNames: {
        '#slot': slotName(number),
        '#expires': timeToLive,
        ...(breaker && { '#failures': 'failures' }),
      },
      ExpressionAttributeValues: {
        ':until': now + slotLease,
        ':now': now,
        ':expires': Math.ceil((now + keptFor) / second),
        ...(breaker && { ':break': failuresToBreak }),
      },
      ReturnValues: 'ALL_NEW',
    });
    return item && stateOf(item);
  }

  /** A request that finds no slot gets a time when one should be free, each a different one. */
  async #appointment(host: string, seen: HostState, now: Millis): Promise<Millis> {
    let state = seen;
    for (let tries = 0; tries < maxTries; tries += 1) {
      if (state.bookedUntil > now + maxAppointment) break;
      const gap = appointmentGap(state, this.#limit);
      const item = await this.#update(host, {
        ...(state.bookedUntil > now
          ? { UpdateExpression: 'ADD #booked :gap', ConditionExpression: '#booked > :now' }
          : {
              UpdateExpression: 'SET #booked = :first',
              ConditionExpression: 'attribute_not_exists(#booked) OR #booked <= :now',
            }),
        ExpressionAttributeNames: { '#booked': 'bookedUntil' },
        ExpressionAttributeValues: {
          ':now': now,
          ...(state.bookedUntil > now ? { ':gap': gap } : { ':first': now + gap }),
        },
        ReturnValues: 'ALL_NEW',
      });
      if (item) return stateOf(item).bookedUntil;
      state = await this.#look(host);
    }
    return farAppointment(now, this.#random());
  }

  #oneOf(numbers: readonly number[]): number {
    return numbers[Math.floor(this.#random() * numbers.length)] ?? 0;
  }

  async #look(host: string): Promise<HostState> {
    const { Item: item } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: keyOf(host), ConsistentRead: true }),
    );
    return stateOf(item ?? {});
  }

  /** The item afterwards, as far as it was asked for; `undefined` if the condition does not hold. */
  async #update(host: string, update: Partial<UpdateCommandInput>): Promise<Item | undefined> {
    try {
      const command = { ...update, TableName: this.#tableName, Key: keyOf(host) };
      const { Attributes = {} } = await this.#client.send(new UpdateCommand(command));
      return Attributes;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }
}

const keyOf = (host: string): Item => ({ [partitionKey]: `HOST#${host}`, [sortKey]: 'SLOTS' });

const stateOf = (item: Item): HostState => ({
  slots: Object.fromEntries(
    Object.entries(item).flatMap(([name, until]) => {
      const [, number] = /^slot(\d+)$/.exec(name) ?? [];
      return number === undefined ? [] : [[Number(number), Number(until)]];
    }),
  ),
  failures: Number(item.failures ?? 0),
  pace: Number(item.pace ?? 0),
  bookedUntil: Number(item.bookedUntil ?? 0),
});
