import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { type FunctionName, functionNames } from '../../lambdas/contract.ts';
import { bundle } from '../support/bundle.ts';

/** KB of each bundle, at most: what it has, and some room. What grows beyond is loaded by every cold start. */
const budgets: Readonly<Record<FunctionName, number>> = {
  api: 440,
  'query-task': 360,
  'archive-video': 530,
  'record-outcome': 300,
  'deliver-callback': 330,
  'sweep-overdue': 320,
};

describe.each(functionNames)('the bundle of %s', (name) => {
  test('keeps to its budget', async () => {
    const { bytes } = await bundle(name, 'ours');
    expect(bytes).toBeLessThanOrEqual(budgets[name] * 1000);
  });

  test('finds its credentials in the environment, and brings no other way', async () => {
    const { path } = await bundle(name, 'ours');
    const text = await readFile(path, 'utf8');
    expect(text).toContain('There are no credentials in the environment');
    expect(text).not.toContain('AWS_WEB_IDENTITY_TOKEN_FILE');
  });
});

test('no bundle may have more than 600 KB', () => {
  expect(Math.max(...Object.values(budgets))).toBeLessThanOrEqual(600);
});
