import { resolve } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { startWorker } from '../compute/worker-thread.js';
import {
  type FedTensor,
  type ForeignAnswer,
  type ForeignRequest,
  NotInstalled,
  type OpenedFacts,
  type SaidTensor,
} from './foreign-messages.js';
import type { ForeignFiles } from './imported-model.js';
import { onnxruntimes } from './onnxruntimes.js';

/** What a foreign runtime said when it could not do as it was asked. */
export class ForeignFailure extends Error {}

/** A model made elsewhere, open and ready. */
export interface OpenForeign {
  readonly facts: OpenedFacts;
  /** Throws {@link ForeignFailure}. */
  run(feeds: readonly FedTensor[], output: string): SaidTensor;
}

/**
 * Opens a model made elsewhere. Its runtimes answer later and predictors answer at once, so they live in a thread of their own and this
 * one waits for it. Throws {@link NotInstalled} and {@link ForeignFailure}.
 */
export function openForeign(files: ForeignFiles): OpenForeign {
  const thread = theThread();
  const id = ++opened;
  const answer = thread.ask({
    do: 'open',
    id,
    files,
    onnxruntime: onnxruntimes(resolve('mlx.yaml')),
  });
  if (!('opened' in answer)) throw new ForeignFailure('the model did not open');
  const open = {
    facts: answer.opened,
    run: (feeds: readonly FedTensor[], output: string): SaidTensor => {
      const said = thread.ask({ do: 'run', id, feeds, output });
      if (!('said' in said)) throw new ForeignFailure('the model did not answer');
      return said.said;
    },
  };
  letGo.register(open, id);
  return open;
}

let opened = 0;

/** A model that nobody holds any more is closed, so that a server may swap models for ever. */
const letGo = new FinalizationRegistry<number>((id) => {
  thread?.ask({ do: 'close', id });
});

let thread: ForeignThread | undefined;

function theThread(): ForeignThread {
  thread ??= new ForeignThread();
  return thread;
}

class ForeignThread {
  readonly #control = new Int32Array(new SharedArrayBuffer(4));
  readonly #port: MessagePort;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    const name = { name: 'foreign-worker', source: 'imports/foreign-worker.ts' };
    const worker = startWorker(name, null);
    worker.unref();
    port1.unref();
    worker.postMessage({ port: port2, control: this.#control }, [port2]);
    this.#port = port1;
  }

  ask(request: ForeignRequest): ForeignAnswer {
    Atomics.store(this.#control, 0, 0);
    this.#port.postMessage(request);
    if (Atomics.wait(this.#control, 0, 0, longestWaitMs) === 'timed-out') {
      throw new ForeignFailure(`it did not answer within ${longestWaitMs / 60_000} minutes`);
    }
    const { message } = receiveMessageOnPort(this.#port) as { message: ForeignAnswer };
    if (!('error' in message)) return message;
    if (message.missing !== undefined) throw new NotInstalled(message.missing);
    throw new ForeignFailure(message.error);
  }
}

const longestWaitMs = 300_000;
