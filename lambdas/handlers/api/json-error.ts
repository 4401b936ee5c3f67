const space = /[ \t\n\r]*/y;
const string = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/uy;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

type Expected = 'value' | 'name' | 'first name' | 'first value' | 'colon' | 'more' | 'end';

/**
 * Where a text stops being JSON (RFC 8259), as an index; its length if it only ends too early. `JSON.parse` says so in some of its
 * messages only, and quotes the text in the others.
 */
export const jsonErrorAt = (text: string): number => {
  const open: ('{' | '[')[] = [];
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found !== '';
  };
  const take = (sign: string): boolean => {
    if (text[at] !== sign) return false;
    at += 1;
    return true;
  };
  const afterValue = (): Expected => (open.length === 0 ? 'end' : 'more');
  const close = (): Expected => {
    open.pop();
    return afterValue();
  };
  const value = (): Expected | undefined => {
    if (take('{')) {
      open.push('{');
      return 'first name';
    }
    if (take('[')) {
      open.push('[');
      return 'first value';
    }
    return skip(string) || skip(scalar) ? afterValue() : undefined;
  };
  const more = (): Expected | undefined => {
    const inObject = open.at(-1) === '{';
    if (take(',')) return inObject ? 'name' : 'value';
    return take(inObject ? '}' : ']') ? close() : undefined;
  };
  const steps: Record<Expected, () => Expected | undefined> = {
    value,
    'first value': () => (take(']') ? close() : value()),
    name: () => (skip(string) ? 'colon' : undefined),
    'first name': () => (take('}') ? close() : skip(string) ? 'colon' : undefined),
    colon: () => (take(':') ? 'value' : undefined),
    more,
    end: () => undefined,
  };
  let expected: Expected = 'value';
  for (;;) {
    skip(space);
    const next: Expected | undefined = steps[expected]();
    if (next === undefined) return at;
    expected = next;
  }
};
