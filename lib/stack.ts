import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RelayOptions } from './options/options.ts';
import { SeedanceRelay } from './seedance-relay.ts';

export interface RelayStackProps extends StackProps {
  readonly options?: RelayOptions;
}

/** A stack with one relay, and the outputs that its user needs. */
export class RelayStack extends Stack {
  readonly relay: SeedanceRelay;

  constructor(scope: Construct, id: string, props: RelayStackProps = {}) {
    super(scope, id, { description: 'Seedance’s polling-only task API as a push API', ...props });
    this.relay = new SeedanceRelay(this, 'Relay', props.options);
    const { api, storage, secrets, workflow } = this.relay;

    this.#output('ApiUrl', 'Base URL of the API', api.url);
    if (api.apiKey)
      this.#output('ApiKeyId', 'Id of the API key; its value: aws apigateway get-api-key', api.apiKey.keyId);
    this.#output('BucketName', 'Where the videos are', storage.bucket.bucketName);
    this.#output('TableName', 'Where the records are', storage.table.tableName);
    this.#output('StateMachineArn', 'What follows the tasks', workflow.stateMachine.stateMachineArn);
    this.#output(
      'SigningSecretArn',
      'What the keys that sign callbacks derive from',
      secrets.signing.secretArn,
    );
    this.#output('ProviderSecretArn', 'Where the provider’s API key belongs', secrets.provider.secretArn);
  }

  #output(name: string, description: string, value: string): void {
    new CfnOutput(this, name, { description, value });
  }
}
