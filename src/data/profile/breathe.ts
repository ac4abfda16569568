import { setImmediate } from 'node:timers/promises';

/** Lets the process hear a signal in the middle of long sums, and throws the signal's reason when it was to stop. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}
