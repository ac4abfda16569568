import { join } from 'node:path';
import { mlxVersion } from '../../../contracts/version.js';
import { askScript } from '../../../delivery/formats/ask-program.js';
import { onnxruntimes } from '../../../learning/imports/onnxruntimes.js';
import { graphFormat } from '../graphs/graph-format.js';
import type { GraphAnswers } from '../graphs/graph-source.js';
import { OnnxGraph } from './onnx-graph.js';

/** A model with its preprocessing as a graph of ONNX; of features alone where ONNX cannot say the preprocessing. */
export const onnx = graphFormat({
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
  language: 'ONNX',
  graph: ({ opset }) => new OnnxGraph((opset as number | undefined) ?? 17),
  files: (graph, { name, version, model }) => {
    const facts = { model: name, version, classes: JSON.stringify(model.task.classes) };
    const bytes = graph.finish({ name: 'model', producer: mlxVersion, facts });
    return [{ path: 'model.onnx', bytes }];
  },
  run: async (folder, { feeds }, { projectDir }) => {
    const [runtime] = onnxruntimes(join(projectDir, 'mlx.yaml'));
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
    return askScript<GraphAnswers>(script, { folder, rows: feeds });
  },
});
