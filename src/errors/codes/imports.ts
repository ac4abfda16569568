import type { ErrorEntry } from './entry.js';

export const importCodes = {
  'import/file': {
    exit: 'project',
    title: 'a model made elsewhere cannot be read',
    explanation:
      'A candidate may be a file: ONNX (`.onnx`), the `model.json` of a TensorFlow.js layers or graph model, a LightGBM model as text (`.txt`), or an XGBoost model as JSON (`.json`). The message says what is wrong with the file, or how to save a model of another kind as ONNX. Weights that lie beside the file have to lie there.',
  },
  'import/unsupported': {
    exit: 'project',
    title: 'a model made elsewhere asks for what its runtime does not have',
    explanation:
      'An ONNX file names the version of the operators it was written with, and TensorFlow.js has kernels for some operators only. The message names the operator or the version. Export the model again for an older version, or without the operator.',
  },
  'import/runtime': {
    exit: 'target',
    title: 'what runs a model made elsewhere is not installed',
    explanation:
      'ONNX files are run by `onnxruntime-web` (WebAssembly; nothing is downloaded but the package) or by `onnxruntime-node` (native, faster) in the project or beside mlx; graph models of TensorFlow.js by `@tensorflow/tfjs-converter`. They are large, so mlx does not bring them.',
  },
  'import/inputs': {
    exit: 'project',
    title: 'the inputs of a model made elsewhere do not fit the table',
    explanation:
      "Each input of the model reads a column of its own name, a column that `inputs` names, a list of columns, or `features`: the matrix that the project's own features make. Types and widths have to agree. The message names the input, what it wants and what was found.",
  },
  'import/output': {
    exit: 'project',
    title: 'what a model made elsewhere answers does not suit the task',
    explanation:
      'Of classes a probability each is wanted, or of two classes that of the second; of a regression one number. `output` names the output to take, `apply: softmax` or `apply: sigmoid` makes probabilities of scores, `classes` tells the order of the classes.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
