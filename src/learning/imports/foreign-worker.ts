import type { MessagePort } from 'node:worker_threads';
import type { WorkerPort } from '../compute/worker-thread.js';
import {
  type ForeignAnswer,
  type ForeignRequest,
  type ForeignSession,
  NotInstalled,
} from './foreign-messages.js';
import { openOnnx } from './onnx-session.js';
import { openTfjs } from './tfjs-session.js';

/** The thread in which models made elsewhere run, started by `startWorker`: answers over a port, and wakes who waits. */
export function serve(_: unknown, parent: WorkerPort): void {
  parent.on('message', (told) => {
    const { port, control } = told as { port: MessagePort; control: Int32Array };
    const sessions = new Map<number, ForeignSession>();
    let last = Promise.resolve();
    const reply = (answer: ForeignAnswer): void => {
      port.postMessage(answer);
      Atomics.store(control, 0, 1);
      Atomics.notify(control, 0);
    };
    port.on('message', (request: ForeignRequest) => {
      last = last.then(async () => {
        reply(await answerTo(request, sessions).catch(failure));
      });
    });
  });
}

async function answerTo(
  request: ForeignRequest,
  sessions: Map<number, ForeignSession>,
): Promise<ForeignAnswer> {
  const { id } = request;
  if (request.do === 'open') {
    const { files, onnxruntime } = request;
    const session =
      files.runtime === 'onnx' ? await openOnnx(files, onnxruntime) : await openTfjs(files);
    sessions.set(id, session);
    return { opened: session.facts };
  }
  const session = sessions.get(id);
  if (session === undefined) return { error: 'the model is not open' };
  if (request.do === 'run') return { said: await session.run(request.feeds, request.output) };
  sessions.delete(id);
  await session.close();
  return { closed: true };
}

function failure(error: unknown): ForeignAnswer {
  const message = error instanceof Error ? error.message : String(error);
  return { error: message, ...(error instanceof NotInstalled && { missing: error.missing }) };
}
