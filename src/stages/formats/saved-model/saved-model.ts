import { askScript } from '../../../delivery/formats/ask-program.js';
import { completeCopies } from '../../../learning/compute/tensorflow-backend.js';
import { graphFormat } from '../graphs/graph-format.js';
import type { GraphAnswers } from '../graphs/graph-source.js';
import { nativeScript } from './native-script.js';
import { TensorflowGraph } from './tensorflow-graph.js';

/** A model with its preprocessing as a SavedModel; of features alone where TensorFlow is not told the preprocessing. */
export const savedModel = graphFormat({
  name: 'saved-model',
  summary:
    'a TensorFlow SavedModel for TensorFlow Serving, signature `serving_default`, with the same inputs as `onnx`',
  params: {
    number: {
      type: 'integer',
      minimum: 1,
      default: 1,
      description: 'Version of the model for TensorFlow Serving: the folder that it lies in',
    },
  },
  language: 'TensorFlow',
  graph: () => new TensorflowGraph(),
  files: (graph, _source, params) => {
    const folder = versionOf(params);
    return [
      { path: `${folder}/saved_model.pb`, bytes: graph.finish() },
      // Servers want the folder there, though the weights are in the graph.
      { path: `${folder}/variables/.keep`, bytes: new Uint8Array(0) },
    ];
  },
  run: async (folder, { feeds, outputs }, { cacheDir, params }) => {
    const copy = nativeCopy(cacheDir);
    if (copy === undefined) {
      return { unchecked: '`mlx doctor --fix` installs native TensorFlow, and it is run' };
    }
    const named = feeds.map((feed, at) => ({ ...feed, name: `input_${at}:0` }));
    const rows = [{ folder: versionOf(params), feeds: named, outputs }];
    const [said] = await askScript<readonly GraphAnswers[]>(nativeScript(copy), { folder, rows });
    if (said === undefined) throw new Error('one model was run');
    return said;
  },
});

function versionOf(params: Readonly<Record<string, unknown>>): string {
  return String((params['number'] as number | undefined) ?? 1);
}

function nativeCopy(cacheDir: string): string | undefined {
  try {
    return completeCopies(cacheDir)[0];
  } catch {
    return undefined;
  }
}
