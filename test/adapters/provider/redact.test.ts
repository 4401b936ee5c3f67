import { describe, expect, it } from 'vitest';
import { withoutKey } from '../../../lambdas/adapters/provider/redact.ts';

const key = 'sk-abc/123';

describe('The provider’s key', () => {
  it.each<[string, object, object]>([
    ['a message', { message: `bad ${key}` }, { message: 'bad [provider key]' }],
    [
      'what was generated',
      { generation: { resolution: key } },
      { generation: { resolution: '[provider key]' } },
    ],
    ['a name', { generation: { usage: { [key]: 1 } } }, { generation: { usage: { '[provider key]': 1 } } }],
    ['a text that encodes it', { shape: encodeURIComponent(key) }, { shape: '[provider key]' }],
  ])('is taken out of %s', (_, answer, expected) => {
    expect(withoutKey(answer, key)).toEqual(expected);
  });

  it('is left in links, which are never shown', () => {
    const answer = { videoUrl: `https://x/?k=${key}`, stillUrls: { cover: `https://x/${key}` }, n: 1 };
    expect(withoutKey(answer, key)).toEqual(answer);
  });

  it('is not looked for if it is as short as a word', () => {
    expect(withoutKey({ message: 'video' }, 'video')).toEqual({ message: 'video' });
  });
});
