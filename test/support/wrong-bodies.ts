/** As much of JSON Schema as the document's request bodies use. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  /** An optional field: its schema, or null for leaving it out. */
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

/** A body that is wrong at one place, and the place. */
export interface WrongBody {
  readonly at: string;
  readonly body: unknown;
}

const oneOfEachType: readonly unknown[] = [null, true, 7.5, 'text', [], {}];

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

/** Values that break a schema, each by one of its rules. */
const wrongValues = (schema: Schema): unknown[] => {
  const { type, minLength, maxLength, minimum, maximum, minItems, maxItems, pattern } = schema;
  const wanted = type === 'integer' ? 'number' : (type ?? typeOf(schema.const));
  const wrong = oneOfEachType.filter((value) => typeOf(value) !== wanted);
  if (type === 'integer') wrong.push(1.5);
  if (schema.enum || schema.const !== undefined) wrong.push('neither of them', -7);
  if (minimum !== undefined) wrong.push(minimum - 1);
  if (maximum !== undefined) wrong.push(maximum + 1);
  if (minLength) wrong.push('');
  if (maxLength !== undefined) wrong.push(`https://e.com/${'a'.repeat(maxLength)}`);
  if (pattern) wrong.push('\u0007', 'a\ud800');
  if (minItems) wrong.push([]);
  if (maxItems !== undefined && schema.items) {
    wrong.push(Array.from({ length: maxItems + 1 }, () => ({ type: 'text', text: 'a' })));
  }
  return wrong;
};

/** Every way that a valid body can be made wrong at one place, as its schema tells. */
export const wrongBodies = (schema: Schema, valid: unknown, at = '$'): WrongBody[] => {
  const [given, orNull] = schema.anyOf ?? [];
  if (given && orNull?.type === 'null') {
    return wrongBodies(given, valid, at).filter((wrong) => wrong.at !== at || wrong.body !== null);
  }
  return [
    ...wrongValues(schema).map((body) => ({ at, body })),
    ...withinObject(schema, valid, at),
    ...withinArray(schema, valid, at),
  ];
};

const withinObject = (schema: Schema, valid: unknown, at: string): WrongBody[] => {
  if (schema.type !== 'object') return [];
  const object = (valid ?? {}) as Record<string, unknown>;
  const missing = (schema.required ?? []).map((name) => {
    const { [name]: _, ...rest } = object;
    return { at: `${at}.${name} is missing`, body: rest };
  });
  const extra = ['colour', 'constructor', '', 'toString'].map((name) => ({
    at: `${at}.${name} is unknown`,
    body: { ...object, [name]: 7 },
  }));
  const deeper = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    wrongBodies(property, object[name], `${at}.${name}`).map((wrong) => ({
      at: wrong.at,
      body: { ...object, [name]: wrong.body },
    })),
  );
  return [...missing, ...extra, ...deeper];
};

const withinArray = ({ items }: Schema, valid: unknown, at: string): WrongBody[] => {
  const [first, ...rest] = Array.isArray(valid) ? valid : [];
  if (!items || first === undefined) return [];
  const alternative = items.oneOf?.find(({ properties }) => properties?.type?.const === first.type) ?? items;
  return wrongBodies(alternative, first, `${at}[0]`).map((wrong) => ({
    at: wrong.at,
    body: [wrong.body, ...rest],
  }));
};
