import type { FastifyInstance } from 'fastify';
import type { Json, JsonObject } from '../../contracts/json.js';
import type { Task } from '../../contracts/task.js';
import { modelCalled } from './model-names.js';
import { answerNotFound } from './not-found.js';
import { hasClasses, outputsOf } from './output-names.js';
import { Refusal } from './refusal.js';
import { answerRequest, type Serving } from './serving.js';

const path = /^([^/:]+)(?:\/versions\/([^/:]+))?(?:\/(metadata)|:(predict))?$/;

/**
 * The REST routes of TensorFlow Serving: `POST /v1/models/NAME:predict` with `instances` or `inputs`, the status of a model and
 * its metadata. A version is that of the package.
 */
export function addTensorflowServing(app: FastifyInstance, serving: Serving): void {
  const { models } = serving;
  app.post<{ Params: { '*': string } }>('/v1/models/*', async (request, reply) => {
    const [, name = '', version, , verb] = path.exec(request.params['*']) ?? [];
    if (verb !== 'predict') return answerNotFound(request, reply);
    const { signature } = modelCalled(models.main, name, version).predictor;
    const { rows, columnar } = rowsOf(request.body);
    const { predictions } = await answerRequest(serving, { request, reply }, () => rows);
    const outputs = predictions.map((each) => outputOf(signature.task, each as JsonObject));
    return columnar ? { outputs: byColumn(outputs) } : { predictions: outputs };
  });
  app.get<{ Params: { '*': string } }>('/v1/models/*', (request, reply) => {
    const [, name = '', version, metadata, verb] = path.exec(request.params['*']) ?? [];
    if (verb !== undefined || name === '') return answerNotFound(request, reply);
    const { predictor, facts } = modelCalled(models.main, name, version);
    if (metadata === undefined) {
      const status = { error_code: 'OK', error_message: '' };
      return {
        model_version_status: [{ version: predictor.version, state: 'AVAILABLE', status }],
      };
    }
    const { inputs, task } = predictor.signature;
    const classes = hasClasses(task) ? { classes: task.classes } : {};
    return {
      model_spec: { name: facts.name, signature_name: '', version: predictor.version },
      metadata: {
        signature_def: {
          signature_def: {
            serving_default: {
              inputs: Object.fromEntries(
                inputs.map((input) => [input.name, tensor(typeOf(input.type))]),
              ),
              outputs: Object.fromEntries(
                outputsOf(task).map((output) => [output.name, tensor(typeOf(output.type))]),
              ),
              method_name: 'tensorflow/serving/predict',
            },
          },
        },
        ...classes,
      },
    };
  });
}

function tensor(dtype: string): JsonObject {
  return { dtype, tensor_shape: { dim: [{ size: '-1' }], unknown_rank: false } };
}

function typeOf(type: string): string {
  if (type === 'number') return 'DT_DOUBLE';
  if (type === 'integer') return 'DT_INT64';
  return type === 'boolean' ? 'DT_BOOL' : 'DT_STRING';
}

/** `{ instances: [row, …] }`, or `{ inputs: { column: [value, …] } }`. */
function rowsOf(body: unknown): { readonly rows: readonly unknown[]; readonly columnar: boolean } {
  const { instances, inputs } = (body ?? {}) as { instances?: unknown; inputs?: unknown };
  if (Array.isArray(instances)) return { rows: instances, columnar: false };
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) {
    throw new Refusal(400, 'The body has neither a list `instances` nor an object `inputs`');
  }
  const columns = Object.entries(inputs as Readonly<Record<string, unknown>>).map(
    ([name, values]) => [name, Array.isArray(values) ? (values as unknown[]) : [values]] as const,
  );
  const lengths = new Set(columns.map(([, values]) => values.length));
  if (lengths.size > 1) throw new Refusal(400, 'The columns of `inputs` have different lengths');
  const [length = 0] = lengths;
  const rows = Array.from({ length }, (_, row) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[row]])),
  );
  return { rows, columnar: true };
}

/** A number where there is one, else named outputs, probabilities in the order of the classes. */
function outputOf(task: Task, prediction: JsonObject): Json {
  if (typeof prediction['value'] === 'number') return prediction['value'];
  const probabilities = prediction['probabilities'] as Readonly<Record<string, number>> | undefined;
  if (probabilities === undefined || !hasClasses(task)) return prediction;
  return {
    label: prediction['label'] ?? null,
    probabilities: task.classes.map((label) => probabilities[label] ?? null),
  };
}

function byColumn(outputs: readonly Json[]): Json {
  const [first] = outputs;
  if (typeof first !== 'object' || first === null) return [...outputs];
  return Object.fromEntries(
    Object.keys(first).map((name) => [
      name,
      outputs.map((each) => (each as JsonObject)[name] ?? null),
    ]),
  );
}
