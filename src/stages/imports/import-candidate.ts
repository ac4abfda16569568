import type { Params } from '../../contracts/params.js';
import type { TaskKind } from '../../contracts/task.js';
import { importedFamily } from '../../learning/imports/imported-model.js';
import type { PluginInfo } from '../../project/plugin-catalogue.js';

const params = {
  file: {
    type: 'string',
    minLength: 1,
    description: 'The file, relative to the project file; `model: ./churn.onnx` stands for it',
  },
  inputs: {
    type: 'object',
    additionalProperties: true,
    description:
      'For each input of the model a column, a list of columns in their order, or `features` for the matrix of the features of the project; an input reads the column of its own name when it is not said',
  },
  reads: {
    enum: ['scaled', 'native'],
    default: 'scaled',
    description: 'How `features` are made where the project does not say',
  },
  output: {
    type: 'string',
    minLength: 1,
    description: 'The output to take; by default the one that suits the task',
  },
  apply: {
    enum: ['none', 'softmax', 'sigmoid'],
    default: 'none',
    description: 'What makes probabilities of scores',
  },
  classes: {
    type: 'array',
    items: { type: 'string' },
    description: 'The classes in the order of the output; by default as the file says, else sorted',
  },
} as const satisfies Params;

/** A model made elsewhere, as a project is checked against it before its file is looked at. */
export const importedModel: PluginInfo & { readonly tasks: readonly TaskKind[] } = {
  name: importedFamily,
  summary: 'A model made elsewhere: ONNX, TensorFlow.js, LightGBM as text, XGBoost as JSON',
  params,
  required: ['file'],
  tasks: ['binary', 'multiclass', 'regression'],
};
