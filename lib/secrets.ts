import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { firstProvider } from '../lambdas/contract/provider-definition.ts';
import { acknowledge } from './acknowledge.ts';
import { chosenProviders } from './options/providers.ts';
import { grantKey, keyUseThrough, type RelayContext } from './relay-context.ts';

/** The API key of each provider, and the master of the signing keys. */
export class Secrets extends Construct {
  /** The API key of the default provider. */
  readonly provider: ISecret;
  /** The API key of each provider that the option `providers` names. */
  readonly providers: Readonly<Record<string, ISecret>>;
  /** The master that every owner's signing keys are derived from. */
  readonly signing: ISecret;
  readonly #context: RelayContext;

  constructor(scope: Construct, id: string, context: RelayContext) {
    super(scope, id);
    this.#context = context;
    const { config, key, removalOnceUsed } = context;
    const encryption = key ? { encryptionKey: key } : {};
    this.providers = Object.fromEntries(
      chosenProviders(config.providers).map(({ name }) => [name, this.#makeKey(name)]),
    );
    const [first] = Object.values(this.providers);
    if (!first) throw new Error('There is no provider');
    this.provider = first;
    this.signing = new Secret(this, 'SigningMaster', {
      description: 'Master of the keys that sign callbacks. Give it a new value to rotate them.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: removalOnceUsed, // Receivers know keys that are derived from it.
      ...encryption,
    });
    acknowledge(this.signing, {
      SMG4: 'Receivers must learn of new keys first: the operator decides when, and both keys verify for a while.',
    });
  }

  #makeKey(provider: string): ISecret {
    const { config, key } = this.#context;
    const isFirst = provider === firstProvider;
    const id = isFirst ? 'ProviderKey' : `ProviderKey-${provider}`;
    const whose = isFirst ? 'the provider' : provider;
    const secret =
      isFirst && config.providerSecretName !== undefined
        ? Secret.fromSecretNameV2(this, id, config.providerSecretName)
        : new Secret(this, id, {
            description: `API key of ${whose}. Created with a placeholder: replace it with the real key.`,
            ...(key ? { encryptionKey: key } : {}),
          });
    acknowledge(secret, { SMG4: 'The provider issues the key and has no interface to rotate it.' });
    return secret;
  }

  /**
   * How a function names a secret when it reads it. A secret that already exists is named by its name: the ARN without the six
   * characters that Secrets Manager adds would be read as a full one if the name itself ends in a hyphen and six characters.
   * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
   */
  idOf(secret: ISecret): string {
    const { secretFullArn, secretName } = secret;
    return secretFullArn ?? secretName;
  }

  /** The API key of a provider that the deployment has. */
  keyOf(provider: string): ISecret {
    const secret = this.providers[provider];
    if (!secret) throw new Error(`The deployment does not have the provider ${provider}`);
    return secret;
  }

  /** Lets a function read a secret's value, and nothing else about it. */
  grantRead(secret: ISecret, to: Role): void {
    const { secretArn, secretFullArn } = secret;
    // The six characters that Secrets Manager adds are unknown if only the secret's name is known.
    const resources = [secretFullArn ?? `${secretArn}-??????`];
    to.addToPolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources }));
    const { providerSecretName, providerSecretKeyArn } = this.#context.config;
    if (secret !== this.providers[firstProvider] || providerSecretName === undefined) {
      grantKey(this.#context, to, 'secretsmanager');
    } else if (providerSecretKeyArn !== undefined) {
      to.addToPolicy(keyUseThrough('secretsmanager', providerSecretKeyArn));
    }
  }
}
