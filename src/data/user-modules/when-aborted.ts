/** A promise that rejects when a signal aborts, to race the user's code with. */
export interface Abortion {
  readonly promise: Promise<never>;
  readonly forget: () => void;
}

/** Rejects with the signal's reason; call `forget` when it no longer matters. */
export function whenAborted(signal: AbortSignal): Abortion {
  let listener: () => void = () => undefined;
  const promise = new Promise<never>((_, reject) => {
    listener = () => reject(signal.reason as Error);
    signal.addEventListener('abort', listener, { once: true });
    if (signal.aborted) listener();
  });
  promise.catch(() => undefined);
  return { promise, forget: () => signal.removeEventListener('abort', listener) };
}
