import { describe, expect, it } from 'vitest';
import { checkCallbackUrl } from '../../../lambdas/domain/callbacks/callback-url.ts';
import {
  checkOutgoingUrl,
  hostOf,
  isAddress,
  portOf,
  requestParts,
  type UrlPolicy,
} from '../../../lambdas/domain/callbacks/outgoing-url.ts';

const policy: UrlPolicy = {
  privateHosts: ['10.1.2.3', 'receiver.internal:9000', '[::1]'],
  addressRefusal: (address) => (address.startsWith('10.') ? 'it is private' : undefined),
};
const check = (url: string, rules: Partial<UrlPolicy> = {}) => checkOutgoingUrl(url, { ...policy, ...rules });
const problemOf = (url: string, rules: Partial<UrlPolicy> = {}) => {
  const checked = check(url, rules);
  return checked.ok ? undefined : checked.problem;
};

describe('a URL that may be called', () => {
  it('is taken apart into host, port and whether it is exempt', () => {
    const checked = check('https://example.com/hook?a=1');
    expect(checked).toMatchObject({ ok: true, host: 'example.com', port: 443, exempt: false });
    expect(checked.ok && checked.url.href).toBe('https://example.com/hook?a=1');
  });

  it.each([
    'https://example.com:8443/',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'https://my_service.example.com/',
    'https://3com.com/',
    'https://example.com/@user/hook',
    'https://example.com/hook?mail=a@b.org',
    'https://example.com/a//b@c',
    'HTTPS://EXAMPLE.COM/',
    'https://a-b.example.co/',
    `https://${'a'.repeat(63)}.example.com/`,
    'https://localhost.example.com/',
    'https://mail.example.com/',
    'https://testing.org/',
  ])('%s is one', (url) => {
    expect(problemOf(url)).toBeUndefined();
  });

  it('may be plain http at any port and address if its host is exempt', () => {
    expect(check('http://10.1.2.3:1234/')).toMatchObject({ ok: true, exempt: true, port: 1234 });
    expect(check('http://receiver.internal:9000/')).toMatchObject({ ok: true, exempt: true });
    expect(check('http://[::1]/')).toMatchObject({ ok: true, host: '::1', port: 80, exempt: true });
  });
});

describe('a URL that must not be called', () => {
  const notAbsolute = 'This is not an absolute https URL.';
  const badCharacter = 'The URL contains a space, a backslash or a control character.';
  const userinfo = 'The URL contains a user name or password.';
  const ports = 'The port must be one of 443, 8443.';
  const notPublic = 'The host name is not a public one.';
  const notFull = 'The host is not a full domain name.';

  it.each([
    ['', notAbsolute],
    ['/hook', notAbsolute],
    ['example.com/hook', notAbsolute],
    ['ftp://example.com/', notAbsolute],
    ['xhttps://example.com/', notAbsolute],
    ['https:///example.com/', notAbsolute],
    ['https://', notAbsolute],
    ['https://exa%zzmple.com/', notAbsolute],
    ['https://example.com/a b', badCharacter],
    ['https://example.com\\@evil.org/', badCharacter],
    ['https://example.com/\u0000', badCharacter],
    ['https://exam\u00adple.com/', badCharacter],
    ['https://user@example.com/', userinfo],
    ['https://:secret@example.com/', userinfo],
    ['https://@example.com/', userinfo],
    ['https://:@example.com/', userinfo],
    ['http://example.com/', 'The URL must begin with https://.'],
    ['https://example.com:80/', ports],
    ['https://example.com:22/', ports],
    ['https://example.com:0/', ports],
    ['https://10.9.9.9/', 'The address is not allowed: it is private.'],
    ['https://localhost/', notPublic],
    ['https://a.localhost/', notPublic],
    ['https://printer.local/', notPublic],
    ['https://db.internal/', notPublic],
    ['https://router.home.arpa/', notPublic],
    ['https://hidden.onion/', notPublic],
    ['https://example.test/', notPublic],
    ['https://host/', notFull],
    ['https://example.com../', notFull],
    ['https://-a.example.com/', notFull],
    ['https://a-.example.com/', notFull],
    [`https://${'a'.repeat(64)}.example.com/`, notFull],
    [`https://${'a.'.repeat(126)}com/`, notFull],
    ['http://10.1.2.3:0/', 'The port is not allowed.'],
    ['http://user@10.1.2.3/', userinfo],
  ])('%s is refused', (url, problem) => {
    expect(problemOf(url)).toBe(problem);
  });

  it('is one of over 16,384 characters', () => {
    const ofLength = (length: number) => `https://example.com/${'a'.repeat(length - 20)}`;
    expect(problemOf(ofLength(16_384))).toBeUndefined();
    expect(problemOf(ofLength(16_385))).toBe('The URL is longer than 16384 characters.');
  });

  it('is one whose host is not among those that the deployment allows', () => {
    const allowedHosts = ['*.example.com'];
    expect(problemOf('https://hooks.example.com/', { allowedHosts })).toBeUndefined();
    expect(problemOf('https://example.org/', { allowedHosts })).toBe(
      'The host is not among those that this deployment allows.',
    );
    expect(problemOf('http://10.1.2.3/', { allowedHosts })).toBeUndefined();
    expect(problemOf('https://example.org/', { allowedHosts: [] })).toBeUndefined();
  });
});

describe('a callback URL', () => {
  it('has at most 2,048 characters', () => {
    const ofLength = (length: number) => `https://example.com/${'a'.repeat(length - 20)}`;
    expect(checkCallbackUrl(ofLength(2_048), policy).ok).toBe(true);
    expect(checkCallbackUrl(ofLength(2_049), policy)).toEqual({
      ok: false,
      problem: 'The URL is longer than 2048 characters.',
    });
  });

  it('is checked like every other URL', () => {
    expect(checkCallbackUrl('http://example.com/', policy).ok).toBe(false);
  });
});

describe('what is stored and sent of a URL', () => {
  const stored = (text: string) => {
    const check = checkCallbackUrl(text, policy);
    return check.ok ? check.callbackUrl : check.problem;
  };

  it.each([
    ['HTTPS://EXAMPLE.com', '/'],
    ["https://example.com/a?it='s", "/a?it='s"],
    ['https://example.com/a?', '/a?'],
    ['https://example.com?a=b', '/?a=b'],
    ['https://example.com/a/../b/./c', '/a/../b/./c'],
    ['https://example.com/%e4%2F', '/%e4%2F'],
    ['https://example.com/a#part', '/a'],
  ])('is byte for byte what was registered if that is legal: %s', (text, target) => {
    expect(stored(text)).toBe(text);
    expect(requestParts(text, new URL(text)).target).toBe(target);
  });

  it.each([
    ['https://example.com/ä?q="x"', 'https://example.com/%C3%A4?q=%22x%22', '/%C3%A4?q=%22x%22'],
    ['https://bücher.example.com/', 'https://xn--bcher-kva.example.com/', '/'],
    ['https://example.com/100%', 'https://example.com/100%', '/100%'],
  ])('is what will be sent if that is not legal: %s', (text, kept, target) => {
    expect(stored(text)).toBe(kept);
    expect(requestParts(text, new URL(text)).target).toBe(target);
    expect(requestParts(kept, new URL(kept)).target).toBe(target);
  });

  it('is refused if it grows too long by that', () => {
    expect(stored(`https://example.com/${'漢'.repeat(250)}`)).toBe('The URL is longer than 2048 characters.');
  });

  it.each(['https://example.com.', 'https://example.com.:8443/a'])('names the plain host: %s', (text) => {
    expect(checkCallbackUrl(text, policy)).toMatchObject({ ok: true, host: 'example.com' });
    expect(requestParts(text, new URL(text)).hostHeader).toMatch(/^example\.com(:8443)?$/);
  });
});

describe('the parts of a URL', () => {
  it('have no brackets around an IPv6 host', () => {
    expect(hostOf(new URL('https://[::1]:9000/'))).toBe('::1');
    expect(hostOf(new URL('https://example.com/'))).toBe('example.com');
  });

  it('hold the scheme’s port if none is named', () => {
    expect(portOf(new URL('https://a.org/'))).toBe(443);
    expect(portOf(new URL('http://a.org/'))).toBe(80);
    expect(portOf(new URL('http://a.org:8080/'))).toBe(8080);
  });

  it.each([
    ['::1', true],
    ['127.0.0.1', true],
    ['1.2.3', false],
    ['1.2.3.4.5', false],
    ['a1.2.3.4', false],
    ['1.2.3.4a', false],
    ['10.20.30.40', true],
    ['1..2.3', false],
    ['example.com', false],
  ])('%s is an address: %s', (host, expected) => {
    expect(isAddress(host)).toBe(expected);
  });
});
