/** Milliseconds of work after which others get their turn. */
const turn = 30;

/**
 * Makes long loops good neighbours: await the returned function often. Every 30 ms or so it lets the event loop
 * turn, and then throws the signal's reason when the work was aborted.
 */
export function pacer(signal: AbortSignal): () => Promise<void> | undefined {
  signal.throwIfAborted();
  let last = performance.now();
  return () => {
    if (performance.now() - last < turn) return undefined;
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      signal.throwIfAborted();
      last = performance.now();
    });
  };
}
