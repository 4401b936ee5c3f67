import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type FunctionName, functionNames } from '../../lambdas/contract/functions.ts';
import { bundle } from '../support/bundle.ts';

/** KB of each bundle, at most: what it has, and some room. What grows beyond is loaded by every cold start. */
const budgets: Readonly<Record<FunctionName, number>> = {
  api: 550,
  'query-task': 380,
  'archive-video': 585,
  'record-outcome': 300,
  'deliver-callback': 335,
  'recover-deliveries': 320,
  'sweep-overdue': 320,
};

test.each(functionNames)(
  'the bundle of %s keeps to its budget, and finds credentials in no other way than one',
  async (name) => {
    const { path, bytes } = await bundle(name, 'ours');
    expect(bytes).toBeLessThanOrEqual(budgets[name] * 1000);
    const text = await readFile(path, 'utf8');
    expect(text).toContain('There are no credentials in the environment');
    expect(text).not.toContain('AWS_WEB_IDENTITY_TOKEN_FILE');
  },
);

test('no bundle may have more than 600 KB', () => {
  expect(Math.max(...Object.values(budgets))).toBeLessThanOrEqual(600);
});
