const storageKey = 'seedance-relay key';

/** Takes the key out of the address: nobody shall copy it from there, nor find it in the history. */
const takeKey = (): string | undefined => {
  const key = new URLSearchParams(location.hash.slice(1)).get('key');
  if (key === null) return undefined;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  return key === '' ? undefined : key;
};

/**
 * The API key. It comes in the address's fragment, which no browser sends to a server, or by hand; it stays in memory, and
 * in this tab's own storage if the user wants that.
 */
export const readKey = (): string | undefined => takeKey() ?? sessionStorage.getItem(storageKey) ?? undefined;

/** An address with a key that is opened where the page is open already loads nothing: only its fragment changes. */
export const onKey = (given: (key: string) => void): (() => void) => {
  const changed = (): void => {
    const key = takeKey();
    if (key === undefined) return;
    forgetKey();
    given(key);
  };
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
};

export const keepKey = (key: string): void => sessionStorage.setItem(storageKey, key);

export const forgetKey = (): void => sessionStorage.removeItem(storageKey);

/** The API that this page came from. */
export const apiBase = (): string => new URL('.', location.href).href.replace(/\/$/, '');

/** A relay on this machine answers at once, and costs nothing. */
export const isLocal = (): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname);
