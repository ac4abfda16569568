import { askScript } from '../../../delivery/formats/ask-program.js';
import type { FormatFile, PackageFormat } from '../../../delivery/formats/format.js';
import { completeCopies } from '../../../learning/compute/tensorflow-backend.js';
import { graphPredictions } from '../graphs/graph-answers.js';
import {
  feedsOf,
  type GraphAnswers,
  graphCannot,
  inputsFile,
  outputsOf,
  writeModel,
} from '../graphs/graph-source.js';
import { nativeScript } from './native-script.js';
import { TensorflowGraph } from './tensorflow-graph.js';

/** A model with its preprocessing as a SavedModel; of features alone where TensorFlow is not told the preprocessing. */
export const savedModel: PackageFormat = {
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
  cannot: graphCannot,
  files: (source, params) => {
    const graph = new TensorflowGraph();
    writeModel(graph, source);
    const folder = versionOf(params);
    const file = (name: string, bytes: Uint8Array): FormatFile => ({
      path: `${folder}/${name}`,
      bytes,
    });
    const inputs = inputsFile(source, 'TensorFlow');
    return [
      inputs,
      file('saved_model.pb', graph.finish()),
      // Servers want the folder there, though the weights are in the graph.
      file('variables/.keep', new Uint8Array(0)),
    ];
  },
  ask: async (folder, rows, { source, cacheDir, params }) => {
    const copy = nativeCopy(cacheDir);
    if (copy === undefined) {
      return { unchecked: '`mlx doctor --fix` installs native TensorFlow, and it is run' };
    }
    const feeds = await feedsOf(rows, source);
    const named = feeds.map((feed, at) => ({ ...feed, name: `input_${at}:0` }));
    const outputs = outputsOf(source);
    const job = { folder: versionOf(params), feeds: named, outputs };
    const [said] = await askScript<readonly GraphAnswers[]>(nativeScript(copy), {
      folder,
      rows: [job],
    });
    if (said === undefined) throw new Error('one model was run');
    return graphPredictions(source, said, rows);
  },
};

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
