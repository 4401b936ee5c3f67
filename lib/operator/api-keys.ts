import { callerItemKey, ownerName, table } from '../../lambdas/contract/table.ts';
import type { AwsCli } from './aws-cli.ts';

/** Where a stack keeps its keys and owners, by its outputs. */
export interface KeyPlaces {
  readonly tableName: string;
  /** Absent with `apiAuth=iam`. */
  readonly usagePlanId?: string;
}

export interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly owner: string;
}

/** What the operator asked for cannot be done, in words. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

const assertOwnerName = (owner: string): void => {
  if (ownerName.test(owner)) return;
  throw new KeyError(`An owner's name is 1 to 64 letters, digits, "_" and "-": ${owner} is not`);
};

const itemKey = (callerId: string): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(callerItemKey(callerId)).map(([name, S]) => [name, { S }])),
  );

/** API keys, and the owners that they act for: several keys of one owner are what makes a rotation possible. */
export const apiKeysOf = (aws: AwsCli, { tableName, usagePlanId }: KeyPlaces) => {
  const planId = (): string => {
    if (usagePlanId === undefined) throw new KeyError('This stack has no API keys (apiAuth=iam)');
    return usagePlanId;
  };

  const ownerOf = async (callerId: string): Promise<string> => {
    const { Item } = await aws('dynamodb', 'get-item', '--table-name', tableName, '--key', itemKey(callerId));
    return Item?.owner?.S ?? callerId;
  };

  /** Throws a `KeyError` if the caller acts for another owner already. */
  const store = async (callerId: string, owner: string): Promise<void> => {
    assertOwnerName(owner);
    const item = { ...JSON.parse(itemKey(callerId)), owner: { S: owner } };
    const names = { '#pk': table.partitionKey, '#owner': 'owner' };
    await aws(
      ...['dynamodb', 'put-item', '--table-name', tableName, '--item', JSON.stringify(item)],
      ...['--condition-expression', 'attribute_not_exists(#pk) OR #owner = :owner'],
      ...['--expression-attribute-names', JSON.stringify(names)],
      ...['--expression-attribute-values', JSON.stringify({ ':owner': { S: owner } })],
    ).catch(async (error: unknown) => {
      const present = await ownerOf(callerId);
      if (present === callerId) throw error;
      throw new KeyError(`${callerId} acts for ${present} already`);
    });
  };

  const keysOfPlan = async (): Promise<readonly { id: string; name: string }[]> => {
    const { items = [] } = await aws('apigateway', 'get-usage-plan-keys', '--usage-plan-id', planId());
    return items;
  };

  const ownsTasks = async (owner: string): Promise<boolean> => {
    const { Count } = await aws(
      ...['dynamodb', 'query', '--table-name', tableName, '--index-name', table.indexes.owner.name],
      ...['--key-condition-expression', `${table.indexes.owner.partitionKey} = :owner`],
      ...['--expression-attribute-values', JSON.stringify({ ':owner': { S: owner } })],
      ...['--select', 'COUNT', '--limit', '1', '--no-paginate'],
    );
    return Count > 0;
  };

  return {
    list: async (): Promise<readonly KeyRow[]> =>
      Promise.all(
        (await keysOfPlan()).map(async ({ id, name }) => {
          const [{ enabled }, owner] = await Promise.all([
            aws('apigateway', 'get-api-key', '--api-key', id),
            ownerOf(id),
          ]);
          return { id, name, enabled: enabled === true, owner };
        }),
      ),

    /** Makes a key for an owner: a name, or a key of that owner. The key opens the API only once its owner is stored. */
    add: async (
      ownerOrKey: string,
    ): Promise<{ readonly id: string; readonly owner: string; readonly isNew: boolean }> => {
      const plan = planId();
      const present = await keysOfPlan();
      const owners = await Promise.all(present.map(({ id }) => ownerOf(id)));
      const owner = await ownerOf(ownerOrKey);
      assertOwnerName(owner);
      const isNew = !owners.includes(owner) && !(await ownsTasks(owner));
      const { id } = await aws(
        'apigateway',
        'create-api-key',
        '--enabled',
        '--name',
        `seedance-relay-${owner}`,
      );
      await store(id, owner);
      await aws(
        ...['apigateway', 'create-usage-plan-key', '--usage-plan-id', plan],
        ...['--key-id', id, '--key-type', 'API_KEY'],
      );
      return { id, owner, isNew };
    },

    /** Makes a caller act for an owner. Throws a `KeyError` if the caller has tasks of its own, which it would see no more. */
    assign: async (callerId: string, owner: string): Promise<void> => {
      if (callerId !== owner && (await ownsTasks(callerId))) {
        throw new KeyError(`${callerId} has tasks of its own, which it could not see any more`);
      }
      await store(callerId, owner);
    },

    /** Opens or closes the API for a key. A closed key can be opened again. */
    setEnabled: async (keyId: string, enabled: boolean): Promise<void> => {
      const patch = `op=replace,path=/enabled,value=${enabled}`;
      await aws('apigateway', 'update-api-key', '--api-key', keyId, '--patch-operations', patch);
    },
  };
};
