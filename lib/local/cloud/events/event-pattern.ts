type Json = unknown;

const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value of an event is one of those that a pattern lists. */
const isOneOf = (values: readonly Json[], value: Json): boolean =>
  values.some((wanted) => {
    if (!isObject(wanted)) return wanted === value;
    const [[filter, given] = [], ...others] = Object.entries(wanted);
    if (filter === 'prefix' && others.length === 0)
      return typeof value === 'string' && value.startsWith(String(given));
    throw new TypeError(`The local bus does not know the filter ${JSON.stringify(wanted)}`);
  });

const matches = (pattern: Json, value: Json): boolean => {
  if (Array.isArray(pattern)) {
    return Array.isArray(value) ? value.some((one) => isOneOf(pattern, one)) : isOneOf(pattern, value);
  }
  if (!isObject(pattern)) throw new TypeError(`A pattern lists its values: ${JSON.stringify(pattern)}`);
  return isObject(value) && Object.entries(pattern).every(([name, inner]) => matches(inner, value[name]));
};

/**
 * A rule's pattern: each field that it names must have one of the values that it lists, or begin with a `prefix`. EventBridge's other
 * filters are not known here. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export const eventPattern =
  (pattern: unknown) =>
  (event: object): boolean =>
    matches(pattern, event);
