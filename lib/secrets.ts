import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { grantKey, type RelayContext } from './relay-context.ts';

/** The two things that must stay secret. */
export class Secrets extends Construct {
  /** The provider's API key. */
  readonly provider: ISecret;
  /** The master that every owner's signing keys are derived from. */
  readonly signing: ISecret;
  readonly #context: RelayContext;

  constructor(scope: Construct, id: string, context: RelayContext) {
    super(scope, id);
    this.#context = context;
    const { config, key, removalPolicy } = context;
    const encryption = key ? { encryptionKey: key } : {};
    this.provider =
      config.providerSecretName === undefined
        ? new Secret(this, 'ProviderKey', {
            description: 'The provider’s API key. Made with a placeholder: put the real key in its place.',
            ...encryption,
          })
        : Secret.fromSecretNameV2(this, 'ProviderKey', config.providerSecretName);
    acknowledge(this.provider, { SMG4: 'The provider issues the key and has no interface to rotate it.' });
    this.signing = new Secret(this, 'SigningMaster', {
      description: 'What the keys that sign callbacks are derived from. Give it a new value to rotate them.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy, // Receivers know keys that are derived from it.
      ...encryption,
    });
    acknowledge(this.signing, {
      SMG4: 'Receivers must learn of new keys first: the operator decides when, and both keys verify for a while.',
    });
  }
  /** Lets a function read a secret, and not what else is known of it. */
  grantRead(secret: 'provider' | 'signing', to: Role): void {
    const { secretArn, secretFullArn } = this[secret];
    // Of a secret that is known by its name only, the six characters that Secrets Manager adds are not.
    const resources = [secretFullArn ?? `${secretArn}-??????`];
    to.addToPolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources }));
    grantKey(this.#context, to);
  }
}
