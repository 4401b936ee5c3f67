import { firstProvider } from '../../lambdas/contract/provider-definition.ts';
import { allowedPorts, specialDomains } from '../../lambdas/contract/public-hosts.ts';
import { ConfigError } from './option-readers.ts';
import { chosenProviders } from './providers.ts';

interface Choices {
  readonly pollMinSeconds: number;
  readonly pollMaxSeconds: number;
  readonly providers: readonly string[];
  readonly providerBaseUrl: string;
  readonly providerSecretName: string | undefined;
  readonly providerSecretKeyArn: string | undefined;
  readonly vpcSubnetIds: readonly string[];
  readonly vpcSecurityGroupIds: readonly string[];
  readonly apiUrl: string | undefined;
  readonly domainName: string | undefined;
  readonly certificateArn: string | undefined;
  readonly apiAuth: 'apiKey' | 'iam';
  readonly apiRequestsPerMonth: number | undefined;
  readonly eventBus: string | undefined;
  readonly requireCallback: boolean;
  readonly corsOrigins: readonly string[];
  readonly allowedCallbackHosts: readonly string[];
  readonly privateHosts: readonly string[];
}

/** Of a function's environment, which has room for 4 KB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxListBytes = 3_000;

/** Why no callback could go to an allowed host, whatever its name leads to. */
const neverCalled = (pattern: string, privateHosts: readonly string[]): string | undefined => {
  const [, name = pattern, port] = /^(.*?[^:])(?::(\d+))?$/.exec(pattern) ?? [];
  if (privateHosts.some((entry) => entry === pattern || entry === name)) return undefined;
  if (port !== undefined && !allowedPorts.includes(Number(port))) {
    return `a public host is called at port ${allowedPorts.join(' or ')} only`;
  }
  const isLocal = specialDomains.test(name) || /^[a-z_][\w-]*$/i.test(name);
  return isLocal
    ? 'it is no public host. If it is one of your own, it must be among privateHosts, too'
    : undefined;
};

/** A key is not to be sent in the clear, but for tests. */
const assertSecure = (option: string, url: string, { privateHosts }: Choices): void => {
  const { protocol, host, hostname } = new URL(url);
  if (protocol === 'http:' && !privateHosts.some((entry) => entry === host || entry === hostname)) {
    throw new ConfigError(option, 'must be https, unless its host is among privateHosts');
  }
};

/** Throws a `ConfigError` for options that exclude each other, or that could have no effect together. */
export const assertPossible = (config: Choices): void => {
  if (config.pollMinSeconds > config.pollMaxSeconds) {
    throw new ConfigError('pollMinSeconds', 'must not be above pollMaxSeconds');
  }
  if (config.providerSecretKeyArn !== undefined && config.providerSecretName === undefined) {
    throw new ConfigError(
      'providerSecretKeyArn',
      'is the key of an existing secret: it needs providerSecretName',
    );
  }
  if (config.providerSecretName !== undefined && !config.providers.includes(firstProvider)) {
    throw new ConfigError(
      'providerSecretName',
      `is the secret of ${firstProvider}, which is not among providers`,
    );
  }
  assertSecure('providerBaseUrl', config.providerBaseUrl, config);
  for (const { baseUrl } of chosenProviders(config.providers)) {
    if (baseUrl !== undefined) assertSecure('providers', baseUrl, config);
  }
  if (config.apiAuth === 'iam' && config.apiRequestsPerMonth !== undefined) {
    throw new ConfigError(
      'apiRequestsPerMonth',
      'counts requests by API key, and with apiAuth=iam there is none',
    );
  }
  if (config.apiUrl !== undefined && config.domainName !== undefined) {
    throw new ConfigError(
      'apiUrl',
      'is for a host name that is set up elsewhere: leave it out with domainName',
    );
  }
  if ((config.domainName === undefined) !== (config.certificateArn === undefined)) {
    const [given, missing] =
      config.domainName === undefined ? ['certificateArn', 'domainName'] : ['domainName', 'certificateArn'];
    throw new ConfigError(given, `needs ${missing}, too`);
  }
  if ((config.vpcSubnetIds.length === 0) !== (config.vpcSecurityGroupIds.length === 0)) {
    const [given, missing] =
      config.vpcSubnetIds.length === 0
        ? ['vpcSecurityGroupIds', 'vpcSubnetIds']
        : ['vpcSubnetIds', 'vpcSecurityGroupIds'];
    throw new ConfigError(given, `needs ${missing}, too`);
  }
  if (!config.requireCallback && config.eventBus === undefined) {
    throw new ConfigError(
      'requireCallback',
      'must be true without eventBus: a task without a callback would tell nobody',
    );
  }
  if (config.corsOrigins.includes('*') && config.corsOrigins.length > 1) {
    throw new ConfigError('corsOrigins', 'has "*", which stands for every page: leave the others out');
  }
  for (const pattern of config.allowedCallbackHosts) {
    const problem = neverCalled(pattern, config.privateHosts);
    if (problem !== undefined) {
      throw new ConfigError('allowedCallbackHosts', `has "${pattern}", which is never called: ${problem}`);
    }
  }
  for (const name of ['corsOrigins', 'allowedCallbackHosts', 'privateHosts'] as const) {
    const bytes = config[name].join().length;
    if (bytes > maxListBytes) {
      throw new ConfigError(
        name,
        `has ${bytes} characters: a function's environment has room for ${maxListBytes}`,
      );
    }
  }
};
