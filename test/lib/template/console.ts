import { describe, expect, test } from 'vitest';
import { synthesize } from '../synthesis.ts';

describe('the console', () => {
  const template = synthesize();

  test('is there only if it is wanted, and only where keys open it', () => {
    const { Value } = Object.values(template.findOutputs('ConsoleUrl'))[0] ?? {};
    expect(JSON.stringify(Value)).toMatch(/\/v1\/console"/);
    for (const options of [{ console: false }, { apiAuth: 'iam' }] as const) {
      const without = synthesize(options);
      const parts = Object.values(without.findResources('AWS::ApiGateway::Resource'));
      expect(parts.map(({ Properties }) => Properties.PathPart)).not.toContain('console');
      expect(Object.keys(without.findOutputs('*'))).not.toContain('ConsoleUrl');
    }
  });
});
