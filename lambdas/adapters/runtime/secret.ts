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

/** A secret in Secrets Manager, read at most once in five minutes a version. Nothing of it is ever logged. */
export class Secret {
  readonly #client: SecretsManagerClient;
  readonly #id: string;
  readonly #cache = new Map<
    string,
    { readonly at: number; readonly version: Promise<SecretVersion | undefined> }
  >();

  constructor(id: string, client = new SecretsManagerClient(impatient)) {
    this.#id = id;
    this.#client = client;
  }

  /** Throws what Secrets Manager throws, and if the secret has no value. */
  async current(): Promise<SecretVersion> {
    const version = await this.#read('AWSCURRENT');
    if (!version) throw new Error('The secret has no current value');
    return version;
  }

  /** The version before the last rotation, if there is one. */
  previous(): Promise<SecretVersion | undefined> {
    return this.#read('AWSPREVIOUS');
  }

  /** Makes the next read fetch the secret again: for a value that was refused. */
  forget(): void {
    this.#cache.clear();
  }

  #read(stage: string): Promise<SecretVersion | undefined> {
    const cached = this.#cache.get(stage);
    if (cached && Date.now() - cached.at < cacheMillis) return cached.version;
    const version = this.#fetch(stage);
    this.#cache.set(stage, { at: Date.now(), version });
    version.catch(() => this.#cache.delete(stage));
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
