const storageKey = 'seedance-relay key';

/**
 * The API key. It comes in the address's fragment, which no browser sends to a server, or by hand; it stays in memory, and
 * in this tab's own storage if the user wants that.
 */
export const readKey = (): string | undefined => {
  const key = new URLSearchParams(location.hash.slice(1)).get('key');
  if (key === null) return sessionStorage.getItem(storageKey) ?? undefined;
  // Nobody shall copy it with the address, nor find it in the history.
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  return key === '' ? undefined : key;
};

export const keepKey = (key: string): void => sessionStorage.setItem(storageKey, key);

export const forgetKey = (): void => sessionStorage.removeItem(storageKey);

/** The API that this page came from. */
export const apiBase = (): string => new URL('.', location.href).href.replace(/\/$/, '');

/** A relay on this machine answers at once, and costs nothing. */
export const isLocal = (): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname);
