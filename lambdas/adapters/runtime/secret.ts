import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { minute } from '../../domain/task/time.ts';
import { impatient } from './aws-requests.ts';

/** One version of a secret. */
export interface SecretVersion {
  readonly value: string;
  /** When this version was made. */
  readonly createdAt: number;
}

/** How long a warm function uses what it read. */
const cacheMillis = 5 * minute;

/** Both stages as they were at one time: after a rotation, a new current version and an old previous one lack the one between. */
interface Generation {
  readonly at: number;
  readonly current: Promise<SecretVersion | undefined>;
  previous?: Promise<SecretVersion | undefined>;
}

/** A secret in Secrets Manager, read at most once in five minutes, its stages together. Nothing of it is ever logged. */
export class Secret {
  readonly #client: SecretsManagerClient;
  readonly #id: string;
  #generation: Generation | undefined;

  constructor(id: string, client = new SecretsManagerClient(impatient)) {
    this.#id = id;
    this.#client = client;
  }

  /** Throws what Secrets Manager throws, and if the secret has no value. */
  async current(): Promise<SecretVersion> {
    const version = await this.#fresh().current;
    if (!version) throw new Error('The secret has no current value');
    return version;
  }

  /** The version before the last rotation, if there is one. */
  previous(): Promise<SecretVersion | undefined> {
    const generation = this.#fresh();
    // After the current one: a rotation in between makes it the same version twice, and loses none.
    generation.previous ??= this.#kept(
      generation,
      generation.current.then(() => this.#fetch('AWSPREVIOUS')),
    );
    return generation.previous;
  }

  /** Makes the next call read the secret again: for when the value turned out to be refused. */
  forget(): void {
    this.#generation = undefined;
  }

  #fresh(): Generation {
    const known = this.#generation;
    if (known && Date.now() - known.at < cacheMillis) return known;
    const generation = { at: Date.now(), current: this.#fetch('AWSCURRENT') };
    this.#generation = generation;
    this.#kept(generation, generation.current);
    return generation;
  }

  /** What fails is read again by the next call. */
  #kept<T>(generation: Generation, version: Promise<T>): Promise<T> {
    version.catch(() => {
      if (this.#generation === generation) this.#generation = undefined;
    });
    return version;
  }

  async #fetch(stage: string): Promise<SecretVersion | undefined> {
    try {
      const answer = await this.#client.send(
        new GetSecretValueCommand({ SecretId: this.#id, VersionStage: stage }),
      );
      if (answer.SecretString === undefined) return undefined;
      return { value: answer.SecretString, createdAt: answer.CreatedDate?.getTime() ?? 0 };
    } catch (error) {
      if (error instanceof ResourceNotFoundException && stage === 'AWSPREVIOUS') return undefined;
      throw error;
    }
  }
}
