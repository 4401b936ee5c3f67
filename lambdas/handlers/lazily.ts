/**
 * A function's entry point: its dependencies are built on the first invocation, once, and again where building failed.
 * Nothing is read from the environment at import.
 */
export const lazily = <Deps, Event, Context, Result>(
  makeHandler: (deps: Deps) => (event: Event, context: Context) => Promise<Result>,
  makeDeps: () => Deps,
): ((event: Event, context: Context) => Promise<Result>) => {
  let handle: ((event: Event, context: Context) => Promise<Result>) | undefined;
  return async (event, context) => {
    handle ??= makeHandler(makeDeps());
    return handle(event, context);
  };
};
