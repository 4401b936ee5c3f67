import { type ConversionConfig, type JsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import * as v from 'valibot';
import {
  callback,
  delivery,
  deliveryList,
  fieldError,
  problem,
  providerCheckResult,
  registrationResults,
  task,
  taskList,
  testEventResult,
} from '../answer-schemas.ts';
import { estimateList } from '../estimates/estimates-schema.ts';
import { recoverable, recovery } from '../recovery-answers.ts';
import { recoveryRequest } from '../recovery-schemas.ts';
import { creation, maxRegistrations, providerCheck, registration, testEvent } from '../schemas.ts';
import { signingKeys } from '../signing-keys-schema.ts';
import { video, videoLink } from '../video-schema.ts';

const conversion: ConversionConfig = {
  target: 'draft-2020-12',
  typeMode: 'output',
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  // What is checked by hand: only metadata is left of it, since the output of objects is converted.
  overrideSchema: ({ valibotSchema }) =>
    valibotSchema.type === 'custom' ? { type: 'object', additionalProperties: { type: 'string' } } : null,
  overrideAction: ({ valibotAction, jsonSchema }) => {
    if (valibotAction.type === 'raw_check') return jsonSchema;
    if (valibotAction.type === 'iso_timestamp') return { ...jsonSchema, format: 'date-time' };
    // Patterns are Unicode in JSON Schema, with no flag to say so.
    return valibotAction.type === 'regex'
      ? { ...jsonSchema, pattern: (valibotAction as v.RegexAction<string, undefined>).requirement.source }
      : null;
  },
};

/** By name, what bodies are made of. */
export const bodySchemas = {
  Registration: registration,
  Registrations: v.pipe(v.array(registration), v.minLength(1), v.maxLength(maxRegistrations)),
  Creation: creation,
  Task: task,
  TaskList: taskList,
  RegistrationResults: registrationResults,
  Video: video,
  VideoLink: videoLink,
  Delivery: delivery,
  DeliveryList: deliveryList,
  ProviderCheck: providerCheck,
  ProviderCheckResult: providerCheckResult,
  Callback: callback,
  RecoveryRequest: recoveryRequest,
  Recovery: recovery,
  Recoverable: recoverable,
  EstimateList: estimateList,
  TestEventRequest: testEvent,
  TestEventResult: testEventResult,
  SigningKeys: signingKeys,
  Problem: problem,
  FieldError: fieldError,
};
export type BodyName = keyof typeof bodySchemas;

export const componentSchemas = (): Record<BodyName, JsonSchema> => {
  const schemas = toJsonSchemaDefs(bodySchemas, conversion);
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, withoutDefaults(schema)]),
  ) as Record<BodyName, JsonSchema>;
};

/**
 * Some generators require what has a default of clients, too, since an answer would always have it
 * (https://openapi-ts.dev/cli, `--default-non-nullable`). So the default stands in the description.
 */
const withoutDefaults = (schema: JsonSchema): JsonSchema => {
  if (schema.properties === undefined) return schema;
  const properties = Object.entries(schema.properties).map(([name, property]) => {
    if (typeof property !== 'object' || property.default === undefined) return [name, property];
    const { default: value, description, ...rest } = property;
    const words = `Without it: \`${JSON.stringify(value)}\`.`;
    return [name, { ...rest, description: description === undefined ? words : `${description} ${words}` }];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
};

export const ref = (name: BodyName): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });
