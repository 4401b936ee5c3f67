import { table } from '../../../lambdas/contract/table.ts';

/** A value as DynamoDB writes it: one member, named by its type. */
type Value = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, Value>>;

/** Bytes of a value: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
const bytesOf = (value: Value): number => {
  const [[type, content] = []] = Object.entries(value);
  if (type === 'S') return Buffer.byteLength(String(content));
  if (type === 'N') return Math.ceil(String(content).length / 2) + 1;
  if (type === 'L') return 3 + (content as Value[]).reduce((sum, one) => sum + 1 + bytesOf(one), 0);
  if (type === 'M') return 3 + bytesOfAll(content as Item) + Object.keys(content as Item).length;
  return 1;
};

const bytesOfAll = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value), 0);

const unitsOfBytes = (...items: readonly (Item | undefined)[]): number =>
  Math.max(...items.map((item) => (item === undefined ? 0 : Math.ceil(bytesOfAll(item) / 1024))));

const { partitionKey, sortKey, indexes, listed } = table;
const keysOnly: readonly string[] = [];
const projections = [
  { keys: [indexes.lease.partitionKey, indexes.lease.sortKey], others: keysOnly },
  { keys: [indexes.owner.partitionKey, indexes.owner.sortKey], others: listed },
  { keys: [indexes.status.partitionKey, indexes.status.sortKey], others: listed },
];

const picked = (item: Item | undefined, names: readonly string[]): Item =>
  Object.fromEntries(names.flatMap((name) => (item?.[name] ? [[name, item[name]]] : [])));

/** One write to put an entry, one to delete it, two if its key changes, and none if nothing of it changes. */
const unitsOfIndex = (
  { keys, others }: (typeof projections)[number],
  before?: Item,
  after?: Item,
): number => {
  const entry = (item: Item | undefined) =>
    item !== undefined && keys.every((name) => name in item)
      ? picked(item, [partitionKey, sortKey, ...keys, ...others])
      : undefined;
  const [old, now] = [entry(before), entry(after)];
  if (JSON.stringify(old) === JSON.stringify(now)) return 0;
  const keyOf = (item: Item) => JSON.stringify(picked(item, keys));
  if (old && now && keyOf(old) !== keyOf(now)) return unitsOfBytes(old) + unitsOfBytes(now);
  return unitsOfBytes(old, now);
};

interface Write {
  readonly Key?: Item;
  readonly Item?: Item;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

/** What writes cost, from a copy of the table that is kept up with them. */
export class WriteUnits {
  readonly #items = new Map<string, Item>();

  /** The units of a PutItem or UpdateItem, its index entries included. */
  of(write: Write): number {
    const key = picked(write.Item ?? write.Key, [partitionKey, sortKey]);
    const name = JSON.stringify(key);
    const before = this.#items.get(name);
    const after = write.Item ?? updated({ ...key, ...before }, write);
    this.#items.set(name, after);
    const ofIndexes = projections.map((index) => unitsOfIndex(index, before, after));
    return unitsOfBytes(before, after) + ofIndexes.reduce((sum, units) => sum + units, 0);
  }
}

const updated = (before: Item, write: Write): Item => {
  const { UpdateExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = write;
  const after: Record<string, Value> = { ...before };
  const [sets = '', removes = ''] = UpdateExpression.split('REMOVE');
  for (const [, name = '', value = ''] of sets.matchAll(/(#\w+) (?:= )?(:\w+)/g)) {
    const content = ExpressionAttributeValues[value];
    if (content) after[ExpressionAttributeNames[name] ?? ''] = content;
  }
  for (const [name] of removes.matchAll(/#\w+/g)) delete after[ExpressionAttributeNames[name] ?? ''];
  return after;
};
