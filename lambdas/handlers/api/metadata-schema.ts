import * as v from 'valibot';

/** Of the whole object as JSON in UTF-8. */
const maxMetadataBytes = 2048;
const unbroken = /^\P{Cs}*$/u;

/**
 * The owner's own notes on a task: strings by name. Checked by hand, since valibot's records pass over names such as
 * `constructor` and take arrays for objects.
 */
export const metadata = v.pipe(
  v.custom<Readonly<Record<string, string>>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'Must be an object of strings',
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const input = dataset.value;
    const complain = (key: string, message: string) =>
      addIssue({ message, path: [{ type: 'object', origin: 'value', input, key, value: input[key] }] });
    const entries = Object.entries(input);
    for (const [key, value] of entries) {
      if (typeof value !== 'string') complain(key, 'Must be a string');
      else if (!unbroken.test(value) || !unbroken.test(key)) complain(key, 'Holds half a character');
      else if (key === '' || key === '__proto__') complain(key, 'Is not a name that can be kept');
    }
    // Of anything but strings, the size is beside the point; writing deeply nested arrays as JSON overflows the stack.
    if (entries.some(([, value]) => typeof value !== 'string')) return;
    const bytes = Buffer.byteLength(JSON.stringify(input));
    if (bytes > maxMetadataBytes)
      addIssue({ message: `Must have at most ${maxMetadataBytes} bytes as JSON, has ${bytes}` });
  }),
  v.description('Your own strings by name, given back in answers and callbacks. At most 2 KiB as JSON.'),
);
