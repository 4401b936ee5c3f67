import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RelayOptions } from './options/options.ts';
import { SeedanceRelay } from './seedance-relay.ts';

export interface RelayStackProps extends StackProps {
  readonly options?: RelayOptions;
}

/** A stack with one relay, and outputs that its user needs. */
export class RelayStack extends Stack {
  readonly relay: SeedanceRelay;

  constructor(scope: Construct, id: string, props: RelayStackProps = {}) {
    super(scope, id, { description: 'The polling-only task API of Seedance as a push API', ...props });
    this.relay = new SeedanceRelay(this, 'Relay', props.options);
    const { api, storage, secrets, workflow } = this.relay;

    this.#output('ApiUrl', 'Base URL of the API', api.url);
    if (api.domainTarget)
      this.#output('DomainTarget', 'What the host name of the API leads to in DNS', api.domainTarget);
    if (api.consoleUrl) this.#output('ConsoleUrl', 'Page that shows the tasks', api.consoleUrl);
    if (api.apiKey)
      this.#output('ApiKeyId', 'Id of the API key; its value: aws apigateway get-api-key', api.apiKey.keyId);
    if (api.usagePlan)
      this.#output('UsagePlanId', 'Usage plan of the API keys: npm run keys', api.usagePlan.usagePlanId);
    this.#output('BucketName', 'Bucket of the videos', storage.bucket.bucketName);
    this.#output('TableName', 'Table of the records', storage.table.tableName);
    this.#output('StateMachineArn', 'Tracks the tasks', workflow.stateMachine.stateMachineArn);
    this.#output('SigningSecretArn', 'Master of the keys that sign callbacks', secrets.idOf(secrets.signing));
    const [, ...others] = Object.entries(secrets.providers);
    this.#output('ProviderSecretArn', 'Put the API key of the provider here', secrets.idOf(secrets.provider));
    for (const [name, secret] of others) {
      const output = `ProviderSecretArn${name.replaceAll('-', '')}`;
      this.#output(output, `Put the API key of ${name} here`, secrets.idOf(secret));
    }
  }

  #output(name: string, description: string, value: string): void {
    new CfnOutput(this, name, { description, value });
  }
}
