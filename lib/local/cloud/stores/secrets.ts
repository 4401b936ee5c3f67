import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Assembly } from '../assembly/assembly.ts';
import type { Properties } from '../assembly/template.ts';
import type { LocalClock } from '../clock/clock.ts';
import { writePrivateFile } from '../data/private-file.ts';
import { jsonService, type Parameters, ServiceError } from '../endpoint/aws-json.ts';
import { type Endpoint, listen } from '../endpoint/endpoint.ts';
import type { Intercept } from '../endpoint/intercept.ts';

interface Version {
  readonly id: string;
  readonly value: string;
  /** Seconds since the epoch, as the service gives times. */
  readonly createdAt: number;
}

interface StoredSecret {
  readonly name: string;
  readonly arn: string;
  readonly current: Version;
  readonly previous?: Version;
}

export interface LocalSecrets extends Endpoint {
  /** Makes `value` the current version, and what was current the previous one. Takes a name or an ARN. */
  rotate(secret: string, value: string): void;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A secret as `GenerateSecretString` describes it, of letters and digits only. */
const generate = (settings: Properties): string => {
  const length = Number(settings.PasswordLength ?? 32);
  const password = Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
  if (typeof settings.GenerateStringKey !== 'string') return password;
  const rest = JSON.parse(String(settings.SecretStringTemplate ?? '{}')) as Properties;
  return JSON.stringify({ ...rest, [settings.GenerateStringKey]: password });
};

/** Secrets Manager: the template's secrets with their current and previous versions; on disk with `path`. */
export const startSecrets = async (
  assembly: Assembly,
  settings: {
    readonly clock: LocalClock;
    readonly intercept: Intercept;
    readonly path?: string;
    /** Values that are known beforehand, by ARN. A secret that the template only refers to is made. */
    readonly values: Readonly<Record<string, string>>;
  },
): Promise<LocalSecrets> => {
  const file = settings.path === undefined ? undefined : join(settings.path, 'secrets.json');
  const stored = file === undefined ? '[]' : await readFile(file, 'utf8').catch(() => '[]');
  const secrets = new Map((JSON.parse(stored) as StoredSecret[]).map((secret) => [secret.name, secret]));
  if (settings.path !== undefined) await mkdir(settings.path, { recursive: true, mode: 0o700 });
  let writing: Promise<void> = Promise.resolve();
  const save = () => {
    const text = JSON.stringify([...secrets.values()]);
    if (file !== undefined) writing = writing.then(() => writePrivateFile(file, text));
  };
  const version = (value: string): Version => {
    return { id: crypto.randomUUID(), value, createdAt: settings.clock.now() / 1000 };
  };

  for (const { name, arn, properties } of assembly.all('AWS::SecretsManager::Secret')) {
    const { SecretString, GenerateSecretString } = assembly.resolve(properties) as Properties;
    const value =
      settings.values[arn] ?? SecretString ?? generate((GenerateSecretString ?? {}) as Properties);
    if (!secrets.has(name)) secrets.set(name, { name, arn, current: version(String(value)) });
  }

  for (const [arn, value] of Object.entries(settings.values)) {
    const name = arn.split(':').slice(6).join(':');
    const known = [...secrets.values()].find((secret) => secret.arn === arn);
    if (known?.current.value === value) continue;
    const { name: own = name, current: previous } = known ?? {};
    secrets.set(own, { name: own, arn, current: version(value), ...(previous && { previous }) });
  }
  save();

  const find = (id: unknown): StoredSecret => {
    for (const secret of secrets.values()) if (secret.name === id || secret.arn === id) return secret;
    throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  };
  const rotate = (id: unknown, value: string): StoredSecret => {
    const { name, arn, current } = find(id);
    const secret = { name, arn, current: version(value), previous: current };
    secrets.set(name, secret);
    save();
    return secret;
  };
  const getSecretValue = ({ SecretId, VersionStage = 'AWSCURRENT' }: Parameters) => {
    const secret = find(SecretId);
    const found = new Map([
      ['AWSCURRENT', secret.current],
      ['AWSPREVIOUS', secret.previous],
    ]).get(String(VersionStage));
    if (!found) {
      const message = `Secrets Manager can't find the specified secret value for staging label: ${VersionStage}`;
      throw new ServiceError('ResourceNotFoundException', message);
    }
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: found.id,
      SecretString: found.value,
      VersionStages: [VersionStage],
      CreatedDate: found.createdAt,
    };
  };
  const putSecretValue = ({ SecretId, SecretString }: Parameters) => {
    const secret = rotate(SecretId, String(SecretString));
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: secret.current.id,
      VersionStages: ['AWSCURRENT'],
    };
  };
  const operations = { GetSecretValue: getSecretValue, PutSecretValue: putSecretValue };
  const resourceOf = ({ SecretId }: Parameters) => String(SecretId ?? '');
  const handle = jsonService('secretsmanager', operations, resourceOf, settings.intercept);
  const endpoint = await listen(handle, settings.clock);
  return {
    ...endpoint,
    rotate: (id, value) => void rotate(id, value),
    close: async () => {
      await endpoint.close();
      await writing;
    },
  };
};
