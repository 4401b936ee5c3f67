import { AbstractKeyIterator, AbstractValueIterator } from 'abstract-level';

/**
 * Has dynalite close what it reads by. At the end of a query it calls its iterator's `return`, if there is one; those of
 * its database have only `close`. Left open, each keeps what the database was like then: megabytes that are never given back.
 */
export const closeIterators = (): void => {
  for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator]) {
    Object.assign(prototype, {
      return(this: AbstractValueIterator<unknown, unknown, unknown>) {
        return this.close();
      },
    });
  }
};
