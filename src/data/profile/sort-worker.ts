import { parentPort } from 'node:worker_threads';
import { sortNumbers } from './sort-numbers.js';

/** Sorts what it is sent, and sends it back: run by `SortThread`. */
parentPort?.on('message', (numbers: Float64Array<ArrayBuffer>) => {
  parentPort?.postMessage(sortNumbers(numbers), [numbers.buffer]);
});
