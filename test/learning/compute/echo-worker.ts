import type { WorkerPort } from '../../../src/learning/compute/worker-thread.js';
import { numberBin } from '../../../src/learning/models/trees/bins.js';

/** Answers with what it was given, and with what a module of the sources makes of it. */
export function serve(cuts: Float32Array, port: WorkerPort): void {
  port.on('message', (value) => port.postMessage(numberBin(cuts, value as number)));
}
