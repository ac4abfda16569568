import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { tfjsNodeBackend } from '../native-ops.js';
import type { Graph, Ref } from './graph-def.js';

/** A graph in a TensorFlow session of its own, with its variables. */
export interface GraphSession {
  /** Runs what the outputs need, at once and in this thread; gives them as tensors that the caller disposes. */
  run(feeds: Readonly<Record<string, Tensor>>, outputs: readonly Ref[]): Tensor[];
  close(): void;
}

/** Loads a graph by way of a `saved_model.pb`, the only form in which tfjs-node takes one. */
export async function openSession(tf: TensorFlow, graph: Graph): Promise<GraphSession> {
  const backend = tfjsNodeBackend(tf);
  if (backend === undefined) throw new Error('only native TensorFlow runs graphs');
  const folder = await mkdtemp(join(tmpdir(), 'mlx-graph-'));
  try {
    await writeFile(join(folder, 'saved_model.pb'), graph.savedModel());
    const session = backend.loadSavedModelMetaGraph(folder, 'serve');
    return {
      run: (feeds, outputs) =>
        backend.runSavedModel(
          session,
          Object.values(feeds),
          Object.keys(feeds).map((name) => ({ name: `${name}:0` })),
          outputs.map((ref) => (ref.includes(':') ? ref : `${ref}:0`)),
        ),
      close: () => backend.deleteSavedModel(session),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
