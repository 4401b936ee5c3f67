import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../lib/options/config.ts';

const messageOf = (options: object): string => {
  try {
    readConfig(options);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'accepted';
};

describe('the providers of a deployment', () => {
  test.each([
    ''.padEnd(3, ','),
    'arc',
    'ark,ark',
    'new-api',
    'seedance=https://example.com',
    'ark=http://ark.example.com',
    'ark=https://user@ark.example.com',
    'ark=https://ark.example.com/',
    '../providers/ark',
  ])('turns down %j by the name of the option', (providers) => {
    expect(messageOf({ providers })).toContain('The option "providers"');
  });

  test('turns down the secret of a provider that the deployment does not have', () => {
    expect(messageOf({ providers: 'ark', providerSecretName: 'mine' })).toContain(
      'is the secret of seedance, which is not among providers',
    );
  });
});
