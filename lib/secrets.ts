import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { grantKey, keyUseThrough, type RelayContext } from './relay-context.ts';

/** The provider's API key, and the master of the signing keys. */
export class Secrets extends Construct {
  /** The provider's API key. */
  readonly provider: ISecret;
  /** The master that every owner's signing keys are derived from. */
  readonly signing: ISecret;
  readonly #context: RelayContext;

  constructor(scope: Construct, id: string, context: RelayContext) {
    super(scope, id);
    this.#context = context;
    const { config, key, removalOnceUsed } = context;
    const encryption = key ? { encryptionKey: key } : {};
    this.provider =
      config.providerSecretName === undefined
        ? new Secret(this, 'ProviderKey', {
            description: 'API key of the provider. Created with a placeholder: replace it with the real key.',
            ...encryption,
          })
        : Secret.fromSecretNameV2(this, 'ProviderKey', config.providerSecretName);
    acknowledge(this.provider, { SMG4: 'The provider issues the key and has no interface to rotate it.' });
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

  /**
   * How a function names a secret when it reads it. A secret that already exists is named by its name: the ARN without the six
   * characters that Secrets Manager adds would be read as a full one if the name itself ends in a hyphen and six characters.
   * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
   */
  idOf(secret: 'provider' | 'signing'): string {
    const { secretFullArn, secretName } = this[secret];
    return secretFullArn ?? secretName;
  }

  /** Lets a function read a secret's value, and nothing else about it. */
  grantRead(secret: 'provider' | 'signing', to: Role): void {
    const { secretArn, secretFullArn } = this[secret];
    // The six characters that Secrets Manager adds are unknown if only the secret's name is known.
    const resources = [secretFullArn ?? `${secretArn}-??????`];
    to.addToPolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources }));
    const { providerSecretKeyArn } = this.#context.config;
    if (secret === 'signing' || this.#context.config.providerSecretName === undefined) {
      grantKey(this.#context, to, 'secretsmanager');
    } else if (providerSecretKeyArn !== undefined) {
      to.addToPolicy(keyUseThrough('secretsmanager', providerSecretKeyArn));
    }
  }
}
