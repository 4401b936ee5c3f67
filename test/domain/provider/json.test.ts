import { describe, expect, it } from 'vitest';
import { looksLikeJson, parseJson, parseObject } from '../../../lambdas/domain/provider/json.ts';

const task = { id: 'x', status: 'done' };
const text = JSON.stringify(task);

describe('JSON of any kind', () => {
  it.each<[string, string, unknown]>([
    ['after several marks and breaks', `\uFEFF\uFEFF \n${text}`, task],
    ['a list after several marks and breaks', '\uFEFF\uFEFF \n[1,2]', [1, 2]],
    ['in a text with a hard space before it', JSON.stringify(`\u00a0${text}`), task],
    ['a raw break after a backslash', '{"a":"b\\\nc","d":1}', { a: expect.any(String), d: 1 }],
    ['in a text with white space in it', JSON.stringify(`  ${text}\n`), task],
    ['in a text that is no JSON', JSON.stringify('a {b}'), 'a {b}'],
    ['an integer that a number cannot hold', '{"id":9007199254740993}', { id: '9007199254740993' }],
    ['a negative one', '{"id":-9007199254740993}', { id: '-9007199254740993' }],
    [
      'a number that is large, and no id',
      '{"n":1.5e300,"m":250000000000000000000.5}',
      { n: 1.5e300, m: 2.5e20 },
    ],
    ['control characters in strings', '{"a":"b\u0001\n\tc","d":1,}', { a: 'b\u0001\n\tc', d: 1 }],
    ['a raw break after an escaped quote', '{"a":"say \\"x\\"\ny"}', { a: 'say "x"\ny' }],
    ['a raw break after an escaped one', '{"a":"\\n\nb"}', { a: '\n\nb' }],
    ['a quote that ends a word', '{"a":"True","b":True}', { a: 'True', b: true }],
    ['a string that ends with a backslash', '{"a":"b\\\\","c":NaN}', { a: 'b\\', c: null }],
  ])('is read: %s', (_, body, value) => {
    expect(parseJson(body)).toEqual(value);
  });

  it.each<[string, string]>([
    ['the last line of a stream', `data: {"status":"queued"}\ndata: ${text}\n`],
    ['a stream without a blank', `data:${text}`],
    ['a line with blanks around it', `data: {"a":1}\n  ${text}  \n`],
    ['a line after other texts', `event: done\n: ping\n${text}\ndata: [DONE]`],
    ['a whole line before half of one', `${text}\n{"id":"x","sta`],
    ['a function call', `callback(${text});`],
    ['a guard against scripts', `)]}',\n${text}`],
    ['a stream of lines without blanks', `data:{"status":"queued"}\ndata:${text}`],
    ['a line before one that is JSON and no object', `${text}\n0`],
    ['a warning in markup before it', `<br />\n<b>Warning</b>: x in <b>y.php</b><br />\n${text}`],
    ['a warning that compares', `Notice: 3 < 4 on line 3 ${text}`],
    ['a warning before it', `Warning: something in x on line 3 ${text}`],
  ])('is found in %s', (_, body) => {
    expect(parseJson(body)).toEqual(task);
  });

  it('is left as it is, whatever is said in it', () => {
    expect(parseJson('{"a":1}\n{"note":"data: x"}')).toEqual({ note: 'data: x' });
    expect(parseJson('Warning: x {"message":"<html>"}')).toEqual({ message: '<html>' });
  });

  it.each<[string, string]>([
    ['markup', `<div>${text}</div>`],
    ['a page', `<html><script>var a = ${text}</script></html>`],
    ['a text', 'no such task'],
    ['half an object', '{"id":"x"'],
    ['brackets the wrong way round', 'a } b { c'],
    ['a sentence', 'data: none'],
    ['nothing', ''],
  ])('is not found in %s', (_, body) => {
    expect(parseJson(body)).toBeUndefined();
  });

  it('is looked for in the last fifty lines, of a megabyte at most', () => {
    const lines = (count: number) => [text, ...Array<string>(count).fill('{')].join('\n');
    expect(parseJson(lines(49))).toEqual(task);
    expect(parseJson(lines(50))).toBeUndefined();
    const wrapped = (length: number) => `f(${text}${' '.repeat(length - text.length - 3)})`;
    expect(parseJson(wrapped(1_000_000))).toEqual(task);
    expect(parseJson(wrapped(1_000_001))).toBeUndefined();
    const long = (length: number) => `${'x'.repeat(length - text.length - 3)}\n${text}\n}`;
    expect(parseJson(long(1_000_000))).toEqual(task);
    expect(parseJson(long(1_000_001))).toBeUndefined();
  });

  it('is an answer if it is an object, or the only one of a list', () => {
    expect(parseObject(`[${text}]`)).toEqual(task);
    for (const none of [`[${text},${text}]`, '[]', '[1]', '7', 'null', '"a"']) {
      expect(parseObject(none)).toBeUndefined();
    }
  });

  it('may be in a text that begins like it', () => {
    for (const like of ['{', ' [1', '\n\t{}']) expect(looksLikeJson(like)).toBe(true);
    for (const unlike of ['', 'a {', '1[', '"{"']) expect(looksLikeJson(unlike)).toBe(false);
  });
});
