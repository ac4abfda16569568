import { once } from 'node:events';
import { expect, test } from 'vitest';
import { startWorker } from '../../../src/learning/compute/worker-thread.js';

test('starts a thread from the sources, with all that its module imports', async () => {
  const source = '../../test/learning/compute/echo-worker.ts';
  const worker = startWorker({ name: 'echo-worker', source }, Float32Array.of(1, 2, 3));
  worker.postMessage(2.5);
  expect(await once(worker, 'message')).toEqual([3]);
  await worker.terminate();
});
