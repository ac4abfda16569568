import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { sortNumbers } from './sort-numbers.js';

/** Sorts long columns in a thread of their own, so that others can be gone through meanwhile. */
export class SortThread {
  readonly #entry: URL;
  #worker: Worker | undefined;
  /** The sorting that was asked for last: one follows the other. */
  #last: Promise<unknown> = Promise.resolve();

  /** `entry` is the module that runs in the thread: the one beside the bundle. Where there is none, nothing is started. */
  constructor(entry = new URL('./sort-worker.js', import.meta.url)) {
    this.#entry = entry;
  }

  /** The numbers in ascending order. They may have moved: the array that was given is not to be used any more. */
  readonly sort = async (numbers: Float64Array): Promise<Float64Array> => {
    if (numbers.length < longColumn || !existsSync(fileURLToPath(this.#entry))) {
      return sortNumbers(numbers);
    }
    const sorting = this.#last.then(() => this.#sent(numbers));
    this.#last = sorting.catch(() => undefined);
    return sorting;
  };

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #sent(numbers: Float64Array): Promise<Float64Array> {
    this.#worker ??= new Worker(this.#entry);
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('the thread that sorts has ended'));
      const listening = { error: reject, exit: ended } as const;
      worker.on('error', listening.error).on('exit', listening.exit);
      worker.once('message', (sorted: Float64Array) => {
        worker.off('error', listening.error).off('exit', listening.exit);
        resolve(sorted);
      });
      worker.postMessage(numbers, [numbers.buffer as ArrayBuffer]);
    });
  }
}

/** Below this, sending takes as long as sorting. */
const longColumn = 500_000;
