import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainExchange } from '../../lambdas/adapters/http/http-exchange.ts';
import { providerDefinition } from '../../lambdas/adapters/provider/definition-schema.ts';
import { HttpProviders } from '../../lambdas/adapters/provider/http-providers.ts';
import type { ProviderDefinition } from '../../lambdas/contract/provider-definition.ts';
import { bundleSettings } from '../../lib/bundle-settings.ts';
import type { DocumentedAnswer } from '../support/documented-answer.ts';
import { ManualClock } from '../support/fakes/manual-clock.ts';
import { meaningOf } from '../support/provider-definitions.ts';
import { providerHost } from '../support/provider-host.ts';

/** What a contributor writes: one file of data … */
const file = {
  $schema: '../../../docs/provider.schema.json',
  title: 'PiAPI',
  baseUrl: 'https://api.piapi.ai',
  key: { header: 'x-api-key' },
  poll: { path: '/api/v1/task/{id}' },
  places: {
    id: ['data.task_id'],
    status: ['data.status'],
    link: ['data.output.video', 'data.output.video_url'],
    error: ['data.error.message'],
    code: ['data.error.code'],
    model: ['data.model'],
    created: ['data.meta.created_at'],
    usage: ['data.meta.usage'],
  },
  createdUnit: 'iso',
  words: { pending: 'queued', processing: 'processing', completed: 'completed', failed: 'failed' },
  kept: { from: 'created', recordSeconds: 86400, mediaSeconds: 86400 },
  interval: { leastSeconds: 10 },
  sources: [{ url: 'https://piapi.ai/docs', says: 'Query and statuses' }],
  unknown: ['How long files live depends on the model'],
};

/** … and one table of answers. */
const id = '736fde4d-9029-4915-8189-01353d6982cb';
const answer = (data: object): Pick<DocumentedAnswer, 'source' | 'polled' | 'body'> => ({
  source: 'https://piapi.ai/docs',
  polled: id,
  body: { code: 200, data: { task_id: id, model: 'seedance', ...data }, message: 'success' },
});
const documented: readonly DocumentedAnswer[] = [
  { says: 'pending', ...answer({ status: 'pending' }), means: { kind: 'pending', status: 'queued' } },
  {
    says: 'processing',
    ...answer({ status: 'processing', meta: { created_at: '2026-01-01T00:00:00Z' } }),
    means: { kind: 'pending', status: 'processing', createdAt: Date.UTC(2026, 0, 1) },
  },
  {
    says: 'completed',
    ...answer({ status: 'completed', output: { video: 'https://img.theapi.app/v' } }),
    means: { kind: 'completed', videoUrl: 'https://img.theapi.app/v' },
  },
  {
    says: 'failed',
    ...answer({ status: 'failed', error: { code: 10000, message: 'task failed' } }),
    means: { kind: 'failed', message: 'task failed', providerCode: '10000' },
  },
  { says: 'no word of it', ...answer({}), means: { kind: 'unclear', reason: 'no_status' } },
];

describe('one more provider, by one file of data and one table of answers', () => {
  const root = join(import.meta.dirname, '../..');
  const parts = ['lambdas/contract', 'lambdas/adapters/provider/definitions.ts', 'lib/options'];
  let copy: string;
  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'provider-'));
    for (const part of parts) await cp(join(root, part), join(copy, part), { recursive: true });
    await writeFile(join(copy, 'lambdas/contract/providers/piapi.json'), JSON.stringify(file));
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  /** As the functions are bundled, or as the app is loaded; the file's place stays what it was. */
  const load = async (path: string, format: 'cjs' | 'esm') => {
    const outfile = join(copy, dirname(path), `bundled.${format === 'cjs' ? 'cjs' : 'mjs'}`);
    await build({
      ...bundleSettings,
      mainFields: [...bundleSettings.mainFields],
      entryPoints: [join(copy, path)],
      bundle: true,
      external: ['aws-cdk-lib', 'constructs'],
      format,
      outfile,
    });
    return import(pathToFileURL(outfile).href);
  };

  it('is right by the schema, and its answers are read', () => {
    const definition: ProviderDefinition = v.parse(providerDefinition, file);
    for (const each of documented) expect(meaningOf(definition, each)).toMatchObject(each.means);
  });

  it('is in the bundles, and can be chosen for a deployment', async () => {
    const { definitionOf } = await load('lambdas/adapters/provider/definitions.ts', 'cjs');
    expect(await definitionOf('piapi')).toMatchObject({ title: 'PiAPI' });
    const { chosenProviders } = await load('lib/options/providers.ts', 'esm');
    expect(chosenProviders(['seedance', 'piapi'])).toEqual([
      { name: 'seedance', creates: true },
      { name: 'piapi', baseUrl: 'https://api.piapi.ai', creates: false },
    ]);
  });

  it('is polled where and how its file says', async () => {
    const body = documented[2]?.body;
    const host = await providerHost({ [`/api/v1/task/${id}`]: [200, body] }, 'x-api-key');
    const relay = new HttpProviders({
      providers: [{ name: 'piapi', baseUrl: host.url, secret: 's' }],
      exchange: plainExchange(),
      clock: new ManualClock(),
      definitions: async () => file as ProviderDefinition,
      secret: () => ({ current: async () => ({ value: 'key-1', createdAt: 0 }), forget: () => {} }),
    });
    expect(await relay.poll(id, { provider: 'piapi' })).toMatchObject({ kind: 'completed' });
    expect(host.keys).toEqual(['key-1']);
    await host.close();
  });
});
