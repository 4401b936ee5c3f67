/**
 * Acts, waits, and acts again, until it is stopped. A page that nobody sees does nothing, and catches up when it is seen.
 * What the act throws is its own matter.
 */
export const repeat = (act: () => Promise<void>, pauseMillis: () => number): (() => void) => {
  let stopped = false;
  let timer: number | undefined;
  let busy = false;
  const turn = async (): Promise<void> => {
    if (stopped || busy || document.hidden) return;
    clearTimeout(timer);
    busy = true;
    await act().catch(() => undefined);
    busy = false;
    if (!stopped) timer = setTimeout(() => void turn(), pauseMillis());
  };
  const seen = (): void => void turn();
  document.addEventListener('visibilitychange', seen);
  void turn();
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  };
};
