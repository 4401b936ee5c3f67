import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestExamples } from '../../../lambdas/handlers/api/openapi/examples.ts';
import { apiOverFakes } from '../../support/api-client.ts';
import { publishedDocument } from '../../support/described-api.ts';
import { type Schema, wrongBodies } from '../../support/wrong-bodies.ts';

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
ajv.addSchema(publishedDocument, 'openapi');
const { schemas } = (publishedDocument as unknown as { components: { schemas: Record<string, Schema> } })
  .components;
const headers = { 'Idempotency-Key': 'key' };

const operations = [
  {
    operation: 'registerTask',
    schema: 'Registration',
    taken: 202,
    ways: 60,
    valid: {
      ...requestExamples.registerTask?.example,
      events: ['video.processing'],
      giveUpAfterSeconds: 600,
    },
  },
  {
    operation: 'createVideo',
    schema: 'Creation',
    taken: 202,
    ways: 60,
    valid: {
      ...requestExamples.createVideo?.example,
      content: [{ type: 'image_url', image_url: { url: 'https://e.com/a.png' }, role: 'first_frame' }],
      generate_audio: true,
    },
  },
  {
    operation: 'sendTestEvent',
    schema: 'TestEventRequest',
    taken: 200,
    ways: 15,
    valid: { ...requestExamples.sendTestEvent?.example },
  },
] as const;

/** An array of tasks is answered 200, with a result for each. */
const isList = (body: unknown): boolean => Array.isArray(body) && body.length > 0;

describe.each(operations)('Bodies of $operation', ({ operation, schema, taken, ways, valid }) => {
  const validate = ajv.compile({ $ref: `openapi#/components/schemas/${schema}` });
  const { call, store, provider, callbacks } = apiOverFakes();
  const send = (body: unknown) => call(operation, { body: JSON.stringify(body), headers });
  const expectRefusal = async (body: unknown): Promise<void> => {
    const { status, headers: sent, body: problem } = await send(body);
    expect(status).toBe(400);
    expect(sent['Content-Type']).toBe('application/problem+json');
    expect(problem.errors.length).toBeGreaterThan(0);
  };

  it('made wrong in every way that the schema tells are all refused, and nothing comes of them', async () => {
    const all = wrongBodies(schemas[schema] ?? {}, valid).filter(
      ({ at, body }) => !(at === '$' && isList(body)),
    );
    expect(all.length).toBeGreaterThan(ways);
    const passed: string[] = [];
    for (const { at, body } of all) {
      if ((await send(body)).status !== 400) passed.push(at);
      expect({ at, valid: validate(JSON.parse(JSON.stringify(body))) }).toEqual({ at, valid: false });
    }
    expect(passed).toEqual([]);
    expect((await store.list({ owner: 'owner1', limit: 1 })).tasks).toEqual([]);
    expect(provider.asked).toEqual([]);
    expect(callbacks.sent).toEqual([]);
  });

  it('made of anything are refused wherever the schema refuses them', async () => {
    const keys = Object.keys(schemas[schema]?.properties ?? {});
    const changed = fc
      .tuple(fc.constantFrom(...keys), fc.jsonValue())
      .map(([key, value]) => ({ ...valid, [key]: value }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), changed), async (body) => {
        fc.pre(!validate(body) && !isList(body));
        await expectRefusal(body);
      }),
      { numRuns: 500 },
    );
  });

  it('never fail on our side, even as text that is hardly JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), async (text) => {
        const { status } = await call(operation, { body: text, headers });
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });

  it('that are valid are taken', async () => {
    expect(validate(valid)).toBe(true);
    expect((await send(valid)).status).toBe(taken);
  });
});
