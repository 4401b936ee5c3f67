import type { FaultKind } from './copy-fault.ts';

/** What earlier starts of a copy have shown: a value that each start takes and none writes. */
export interface CopyConstraints {
  /** The object may be in the bucket already: the store may have carried out what it seemed to refuse. */
  readonly mayBeThere: boolean;
  /** One request to the store is not enough: the copy is made in parts. */
  readonly inParts: boolean;
  /** `several`: one connection to the source was too slow. `one`: several connections were given different files. */
  readonly connections: 'any' | 'several' | 'one';
}

/** What the next start of the same turn must heed after a fault; `undefined` if starting again would not help. */
export const afterFault = (constraints: CopyConstraints, kind: FaultKind): CopyConstraints | undefined => {
  switch (kind) {
    case 'changed':
      return { ...constraints, connections: 'one' };
    case 'slow':
      return { ...constraints, connections: 'several' };
    case 'store':
      return { ...constraints, mayBeThere: true, inParts: true };
    default:
      return undefined;
  }
};
