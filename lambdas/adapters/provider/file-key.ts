import type { OpenStream } from '../http/exchange.ts';
import { type ProviderAccess, type ProviderParts, perProvider } from './per-provider.ts';
import { keyHeader, providerKey } from './provider-key.ts';

/** Opens the files of one task: as it is, or with its provider's key. */
export type OpenFor = (open: OpenStream, provider: string | undefined) => OpenStream;

/**
 * Adds the key of a task's provider to requests for a file that wants it. Each request is looked at by itself, that of a
 * redirect too: the key goes to URLs below the provider's own base URL where it serves files, and to no other one.
 */
export const withFileKey = (access: ProviderAccess): OpenFor => {
  const partsOf = perProvider(access, (parts) => parts);
  return (open, provider) =>
    provider === undefined
      ? open
      : async (request) => {
          const parts = await partsOf(provider);
          const key = parts && isOwnFile(parts, request.url) ? await providerKey(parts.key) : undefined;
          if (!parts || key === undefined) return open(request);
          return open({
            ...request,
            headers: { ...request.headers, ...keyHeader(parts.definition.key, key) },
          });
        };
};

/** Scheme, host and port are the base URL's, and the path is one of files. */
const isOwnFile = ({ definition, baseUrl }: ProviderParts, url: string): boolean => {
  if (!definition.file) return false;
  const own = new URL(baseUrl + definition.file.path.slice(0, definition.file.path.indexOf('{')));
  const wanted = URL.parse(url);
  return wanted?.origin === own.origin && wanted.pathname.startsWith(own.pathname) && wanted.username === '';
};
