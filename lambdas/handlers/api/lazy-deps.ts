import { systemClock } from '../../adapters/runtime/system-clock.ts';
import type { ConfiguredProvider } from '../../contract/provider-definition.ts';
import type { UrlPolicy } from '../../domain/callbacks/outgoing-url.ts';
import type { ApiDeps } from './operation.ts';

/** Made when first needed, and again if that failed. */
const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
};

/**
 * What few requests need: S3's signer, Secrets Manager, the provider, receivers, the console. Loaded when the first such request
 * comes, so that a cold start of the others loads in three quarters of the time.
 */
export const lazyDeps = (
  { signingSecret, bucket }: { readonly signingSecret: string; readonly bucket: string },
  providers: readonly ConfiguredProvider[],
  callbackPolicy: UrlPolicy,
): Pick<
  ApiDeps,
  'links' | 'signingKeys' | 'signer' | 'callbacks' | 'cursors' | 'provider' | 'providers' | 'consolePage'
> => {
  const secret = async (id: string) => new (await import('../../adapters/runtime/secret.ts')).Secret(id);
  const master = once(() => secret(signingSecret));
  const links = once(async () => {
    const { linkSettings, PresignedLinks } = await import('../../adapters/callbacks/presigned-links.ts');
    return new PresignedLinks(linkSettings(), systemClock);
  });
  const signingKeys = once(async () => {
    const { HkdfSigningKeys } = await import('../../adapters/callbacks/hkdf-signing-keys.ts');
    return new HkdfSigningKeys(await master(), systemClock);
  });
  const signer = once(async () => {
    const { WebhookSigner } = await import('../../adapters/callbacks/webhook-signer.ts');
    return new WebhookSigner(await signingKeys());
  });
  const callbacks = once(async () => {
    const { HttpCallbacks } = await import('../../adapters/callbacks/http-callbacks.ts');
    const { guardedExchange } = await import('../../adapters/http/http-exchange.ts');
    return new HttpCallbacks(guardedExchange(callbackPolicy));
  });
  const cursors = once(async () => {
    const { HmacPageCursors } = await import('../../adapters/runtime/hmac-page-cursors.ts');
    return new HmacPageCursors(await master());
  });
  const provider = once(async () => {
    const { HttpVideoCreators } = await import('../../adapters/provider/http-video-creators.ts');
    const { plainExchange } = await import('../../adapters/http/http-exchange.ts');
    return new HttpVideoCreators({ providers, exchange: plainExchange(), clock: systemClock });
  });
  const built = once(async () => {
    const { readConsole, taskRoot } = await import('../../adapters/runtime/console-file.ts');
    return readConsole(taskRoot());
  });
  const videoOrigin = async () => {
    const { videoAddress, videoHost } = await import('../../adapters/callbacks/video-address.ts');
    return videoAddress(videoHost(), bucket, '').origin;
  };
  return {
    consolePage: { read: built, videoOrigin },
    links: { to: async (video) => (await links()).to(video) },
    signingKeys: { of: async (owner) => (await signingKeys()).of(owner) },
    signer: { sign: async (owner, content) => (await signer()).sign(owner, content) },
    callbacks: { send: async (...request) => (await callbacks()).send(...request) },
    cursors: {
      seal: async (scope, key) => (await cursors()).seal(scope, key),
      open: async (scope, cursor) => (await cursors()).open(scope, cursor),
    },
    provider: { create: async (...request) => (await provider()).create(...request) },
    providers: {
      names: providers.map(({ name }) => name),
      definitionOf: async (name) =>
        (await import('../../adapters/provider/definitions.ts')).definitionOf(name),
    },
  };
};
