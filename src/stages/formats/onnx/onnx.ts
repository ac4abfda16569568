import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mlxVersion } from '../../../contracts/version.js';
import { askScript } from '../../../delivery/formats/ask-program.js';
import type { PackageFormat } from '../../../delivery/formats/format.js';
import { graphPredictions } from '../graphs/graph-answers.js';
import {
  feedsOf,
  type GraphAnswers,
  graphCannot,
  inputsFile,
  writeModel,
} from '../graphs/graph-source.js';
import { OnnxGraph } from './onnx-graph.js';

/** A model with its preprocessing as a graph of ONNX; of features alone where ONNX cannot say the preprocessing. */
export const onnx: PackageFormat = {
  name: 'onnx',
  summary:
    'an ONNX file: an input for each column where ONNX can say the preprocessing, else one for the matrix of features',
  params: {
    opset: {
      type: 'integer',
      minimum: 15,
      maximum: 21,
      default: 17,
      description: 'Version of the operators that the file asks for',
    },
  },
  cannot: graphCannot,
  files: (source, params) => {
    const graph = new OnnxGraph((params['opset'] as number | undefined) ?? 17);
    writeModel(graph, source);
    const { name, version, model } = source;
    const facts = { model: name, version, classes: JSON.stringify(model.task.classes) };
    const bytes = graph.finish({ name: 'model', producer: mlxVersion, facts });
    return [inputsFile(source, 'ONNX'), { path: 'model.onnx', bytes }];
  },
  ask: async (folder, rows, { source, projectDir }) => {
    const runtime = onnxruntime(projectDir);
    if (runtime === undefined) {
      return { unchecked: '`npm install onnxruntime-web` in the project, and it is run' };
    }
    const script = `import { readFileSync } from 'node:fs';
import * as all from ${JSON.stringify(runtime)};
const ort = all.InferenceSession === undefined ? all.default : all;
const feeds = JSON.parse(readFileSync(0, 'utf8'));
const tensors = Object.fromEntries(feeds.map(({ name, type, data, dims }) => {
  const values = type === 'string' ? data : (type === 'double' ? Float64Array : Float32Array).from(data, (x) => x ?? NaN);
  return [name, new ort.Tensor(type === 'double' ? 'float64' : type === 'float' ? 'float32' : 'string', values, dims)];
}));
const session = await ort.InferenceSession.create('model.onnx');
const said = await session.run(tensors);
const list = (name) => said[name] && Array.from(said[name].data);
console.log(JSON.stringify({ answers: list('answers'), labels: list('label'), low: list('low'), high: list('high') }));`;
    const feeds = await feedsOf(rows, source);
    const said = await askScript<GraphAnswers>(script, { folder, rows: feeds });
    return graphPredictions(source, said, rows);
  },
};

/** The address of an ONNX runtime: the project's, or one beside mlx; the native one, or that of WebAssembly. */
function onnxruntime(projectDir: string): string | undefined {
  for (const from of [join(projectDir, 'mlx.yaml'), import.meta.url]) {
    for (const name of ['onnxruntime-node', 'onnxruntime-web']) {
      try {
        return pathToFileURL(createRequire(from).resolve(name)).href;
      } catch {
        // Looked for in the next place.
      }
    }
  }
  return undefined;
}
