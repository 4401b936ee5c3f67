import { isKnown, tagOf } from '../conditional.ts';
import type { BuiltConsole } from '../console-page.ts';
import type { Operation } from '../operation.ts';

/**
 * The page for people. Anyone may load it: it holds nothing, and asks for the API key that its own requests are made with.
 * Nothing runs in it but its own script, and it reaches nothing but this API and the bucket.
 */
export const getConsole: Operation = async (request, { consolePage }) => {
  const [page, videos] = await Promise.all([consolePage.read(), consolePage.videoOrigin()]);
  const tag = tagOf(page.html);
  const headers = {
    ...protection,
    'Content-Security-Policy': policy(page, videos),
    'Cache-Control': 'no-cache',
    ETag: tag,
  };
  if (isKnown(request, tag)) return { status: 304, headers };
  return {
    status: 200,
    headers: { ...headers, 'Content-Type': 'text/html; charset=utf-8' },
    text: page.html,
  };
};

const protection = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

/** `data:` is for the page's icon. With Trusted Types and no policy, no text can become markup or script. */
const policy = ({ script, style }: BuiltConsole, videos: string): string =>
  [
    "default-src 'none'",
    `script-src '${script}'`,
    `style-src '${style}'`,
    `img-src data: ${videos}`,
    `media-src ${videos}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
