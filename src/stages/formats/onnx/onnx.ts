import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JsonObject } from '../../../contracts/json.js';
import { mlxVersion } from '../../../contracts/version.js';
import type { FittedFeatures } from '../../../data/features/fitted-features.js';
import { matrixOf } from '../../../data/features/transform.js';
import { rowsToBatch } from '../../../data/tables/rows-to-batch.js';
import { askScript } from '../../../delivery/formats/ask-program.js';
import type { FormatSource, PackageFormat } from '../../../delivery/formats/format.js';
import { predictionsOf } from '../../../delivery/prediction.js';
import { calibratedAnswers, labelsOf } from './answers.js';
import { featuresOf, unsaidStep } from './columns.js';
import { OnnxGraph } from './graph.js';
import { onnxFamilies } from './models.js';

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
  cannot: ({ model }) => {
    const known = Object.keys(onnxFamilies);
    if (!known.includes(model.family)) {
      return `can be written of ${known.join(', ')}, and this is a \`${model.family}\``;
    }
    if (Object.values(model.weights).some(({ packed }) => packed?.multiply !== undefined)) {
      return 'computes layers in floating point, and `dynamic` has them in whole numbers; `int8` it can';
    }
    return model.calibration?.method === 'isotonic'
      ? 'cannot say `calibrate: isotonic`; `platt` it can'
      : undefined;
  },
  files: (source, params) => {
    const opset = (params['opset'] as number | undefined) ?? 17;
    const bytes = modelBytes(source, opset);
    return [
      { path: 'inputs.json', bytes: Buffer.from(`${JSON.stringify(inputsOf(source), null, 2)}\n`) },
      { path: 'model.onnx', bytes },
    ];
  },
  ask: async (folder, rows, { source, projectDir }) => {
    const runtime = onnxruntime(projectDir);
    if (runtime === undefined) {
      return { unchecked: '`npm install onnxruntime-node` in the project, and it is run' };
    }
    const feeds = feedsOf(rows as readonly JsonObject[], source);
    const script = `import { readFileSync } from 'node:fs';
import ort from ${JSON.stringify(runtime)};
const feeds = JSON.parse(readFileSync(0, 'utf8'));
const tensors = Object.fromEntries(feeds.map(({ name, type, data, dims }) => {
  const values = type === 'string' ? data : (type === 'double' ? Float64Array : Float32Array).from(data, (x) => x ?? NaN);
  return [name, new ort.Tensor(type === 'double' ? 'float64' : type === 'float' ? 'float32' : 'string', values, dims)];
}));
const session = await ort.InferenceSession.create('model.onnx');
const { answers } = await session.run(tensors);
console.log(JSON.stringify(Array.from(answers.data)));`;
    const values = Float64Array.from(await askScript<number[]>(script, { folder, rows: feeds }));
    const width = values.length / rows.length;
    return predictionsOf(source.signature, { rows: rows.length, width, values });
  },
};

function modelBytes(source: FormatSource, opset: number): Uint8Array {
  const { model, name, version } = source;
  const fitted = source.features as unknown as FittedFeatures;
  const graph = new OnnxGraph();
  const features =
    unsaidStep(fitted) === undefined
      ? featuresOf(graph, fitted)
      : graph.input('features', 'float', fitted.width);
  const write = onnxFamilies[model.family];
  if (write === undefined) throw new Error('the family was looked at before');
  const raw = write(graph, model, features);
  const { calibration, task, decision } = model;
  const answers = calibration === undefined ? raw : calibratedAnswers(graph, raw, calibration);
  const isClasses = task.kind === 'binary' || task.kind === 'multiclass';
  graph.output(answers, {
    name: 'answers',
    kind: 'double',
    width: isClasses ? task.classes.length : 1,
  });
  if (isClasses) {
    const label = labelsOf(graph, answers, {
      task,
      decision: source.signature.decision ?? decision,
    });
    graph.output(label, { name: 'label', kind: 'string', width: 0 });
  }
  const facts = { model: name, version, classes: JSON.stringify(task.classes) };
  return graph.finish({ name: 'model', opset, producer: mlxVersion, facts });
}

/** What the file reads and gives, in words for people. */
function inputsOf({ features, signature }: FormatSource): object {
  const fitted = features as unknown as FittedFeatures;
  const unsaid = unsaidStep(fitted);
  const classes = signature.task.classes;
  const given =
    classes.length > 0
      ? { classes, label: 'the class decided for' }
      : { value: signature.task.target };
  if (unsaid !== undefined) {
    return {
      reads: 'features',
      why: `ONNX is not told how to do \`${unsaid}\`, so the file reads features as mlx makes them`,
      features: fitted.outputs,
      answers: given,
    };
  }
  return {
    reads: 'columns',
    missing: 'NaN in a number, an empty text elsewhere; true is 1 and false 0',
    columns: signature.inputs.map(({ name, type }) => ({
      name,
      type: type === 'category' || type === 'text' ? 'string' : 'double',
      shape: ['rows', 1],
    })),
    answers: given,
  };
}

interface Feed {
  readonly name: string;
  readonly type: 'double' | 'float' | 'string';
  readonly data: readonly (number | string | null)[];
  readonly dims: readonly number[];
}

function feedsOf(
  rows: readonly JsonObject[],
  { features, signature }: FormatSource,
): readonly Feed[] {
  const fitted = features as unknown as FittedFeatures;
  const read = rowsToBatch(rows, signature.inputs);
  if (!read.ok) throw new Error('golden rows fit their signature');
  if (unsaidStep(fitted) !== undefined) {
    const { values } = matrixOf(fitted, read.batch);
    const data = Array.from(values, (value) => (Number.isNaN(value) ? null : value));
    return [{ name: 'features', type: 'float', data, dims: [rows.length, fitted.width] }];
  }
  return [...read.batch.columns].map(([name, vector]): Feed => {
    const dims = [rows.length, 1];
    if (vector.kind === 'string') {
      return { name, type: 'string', data: vector.values.map((value) => value ?? ''), dims };
    }
    const data = Array.from(vector.values as Float64Array, (value) =>
      Number.isNaN(value) ? null : value,
    );
    return { name, type: 'double', data, dims };
  });
}

/** The address of onnxruntime-node: the project's, or one beside mlx. */
function onnxruntime(projectDir: string): string | undefined {
  for (const from of [join(projectDir, 'mlx.yaml'), import.meta.url]) {
    try {
      return pathToFileURL(createRequire(from).resolve('onnxruntime-node')).href;
    } catch {
      // Looked for in the next place.
    }
  }
  return undefined;
}
