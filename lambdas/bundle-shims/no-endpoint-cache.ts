/**
 * DynamoDB's client could look for endpoints of its own, and does not unless it is told to. In the bundles this takes the
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
