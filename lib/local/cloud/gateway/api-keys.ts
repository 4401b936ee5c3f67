import { randomBytes } from 'node:crypto';
import type { Assembly } from '../assembly/assembly.ts';
import type { Properties } from '../assembly/template.ts';

export interface ApiKey {
  /** What the functions see as the owner. */
  readonly id: string;
  /** What a client sends as `x-api-key`. */
  readonly value: string;
}

/** Keys that open the API: those of the template that a usage plan knows, and further ones made on the way. */
export class ApiKeys {
  readonly #keys = new Map<string, ApiKey>();
  readonly first: ApiKey | undefined;

  /** `known` are keys of an earlier run, so that they stay the same. */
  constructor(assembly: Assembly, known: readonly ApiKey[] = []) {
    for (const key of known) this.#keys.set(key.value, key);
    const ids = assembly.all('AWS::ApiGateway::UsagePlanKey').map(({ properties }) => {
      return String((assembly.resolve(properties) as Properties).KeyId);
    });
    const own = ids.map((id) => known.find((key) => key.id === id) ?? this.create(id));
    this.first = own[0];
  }

  /** A key of another owner. */
  create(id: string = randomBytes(5).toString('hex')): ApiKey {
    const key = { id, value: randomBytes(30).toString('base64url') };
    this.#keys.set(key.value, key);
    return key;
  }

  find(value: string): ApiKey | undefined {
    return this.#keys.get(value);
  }

  all(): readonly ApiKey[] {
    return [...this.#keys.values()];
  }
}
