/**
 * DynamoDB's client can discover endpoints, and does not unless it is configured to. In the bundles this takes the
 * place of `@aws-sdk/endpoint-cache`, which brings 5 KB of cache for what is never looked for.
 */
export class EndpointCache {
  get(): undefined {
    return undefined;
  }

  getEndpoint(): undefined {
    return undefined;
  }

  has(): boolean {
    return false;
  }

  set(): void {
    throw new Error('Endpoint discovery is not part of the bundle');
  }

  delete(): void {}

  clear(): void {}
}
