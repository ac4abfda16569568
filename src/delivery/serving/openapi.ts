import type { Json, JsonObject } from '../../contracts/json.js';
import type { SignatureInput } from '../../contracts/model.js';
import type { Task } from '../../contracts/task.js';
import { labelSchema } from './feedback.js';
import type { ServedModel } from './model-holder.js';
import { canExplain, canStream } from './output-names.js';

/** The API of a server as an OpenAPI 3.1 document: what rows and answers look like is that of the model it serves now. */
export function openApi(
  { predictor, facts }: ServedModel,
  { mlx }: { readonly mlx: string },
): JsonObject {
  const { input, output, example } = facts.published as {
    input: JsonObject;
    output: JsonObject;
    example?: JsonObject;
  };
  return {
    openapi: '3.1.0',
    info: {
      title: facts.name,
      version: predictor.version,
      description: `A model of family ${facts.family}, served by mlx ${mlx}. GET / is a page to try it.`,
    },
    servers: [{ url: '/' }],
    paths: pathsOf(facts.name, { task: predictor.signature.task, row: rowOf(example) }),
    components: {
      schemas: {
        Row: withoutDialect(input),
        Prediction: withoutDialect(output),
        Answer: object({ version: text, predictions: list(ref('Prediction')) }),
        Error: object(
          { error: text, code: text, hint: text, request: text, problems: list(ref('Problem')) },
          ['error'],
        ),
        Problem: object(
          { row: { type: 'integer' }, field: text, expected: text, found: text, nearest: text },
          ['row', 'field', 'expected', 'found'],
        ),
        Feedback: labelSchema(predictor.signature.task),
        Instances: object({ instances: list(ref('Row')) }),
        Columns: object({ inputs: columnsOf(input) }),
        Tensors: object({ id: text, inputs: tensorsOf(predictor.signature.inputs) }, ['inputs']),
      },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        key: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
    },
    security: [{}, { bearer: [] }, { key: [] }],
  };
}

const text: JsonObject = { type: 'string' };

/** What the routes are described for: the task, and a row of the package as an example of each body. */
interface Described {
  readonly task: Task;
  readonly row: JsonObject;
}

function rowOf(example: JsonObject | undefined): JsonObject {
  return (example?.['input'] ?? {}) as JsonObject;
}

function pathsOf(name: string, { task, row: known }: Described): JsonObject {
  const row = ref('Row');
  // Where no field is required, `{ rows }` is a row too.
  const rows = { anyOf: [row, list(row), object({ rows: list(row) }, ['rows'])] };
  const encoded = encodeURIComponent(name);
  const free: JsonObject = { type: 'object' };
  return {
    '/predict': {
      post: {
        ...{ operationId: 'predict', summary: 'Predictions for one row or several' },
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: rows, example: known },
            ...(canStream(task) && {
              'application/x-ndjson': {
                schema: { type: 'string', description: 'One row a line' },
                example: `${JSON.stringify(known)}\n`,
              },
            }),
          },
        },
        responses: answers('One prediction for each row, in order', ref('Answer')),
      },
    },
    ...(canExplain(task) && {
      '/explain': posts('explain', 'Why the model answers so', {
        ...{ body: rows, answer: free, example: known },
      }),
    }),
    '/feedback': {
      post: {
        ...{ operationId: 'feedback', summary: 'What turned out to be true' },
        requestBody: jsonBody(
          { oneOf: [ref('Feedback'), list(ref('Feedback'))] },
          { request: 'the-x-request-id-of-the-answer', row: 0, label: labelOf(task) },
        ),
        responses: answers('Kept', object({ kept: { type: 'integer' } }), '202'),
      },
    },
    '/signature': gets('signature', 'JSON Schema of a row and of an answer', free),
    '/healthz': gets('alive', 'Whether the server runs', free),
    '/readyz': gets('ready', 'Whether a model is loaded, and which', free),
    '/metrics': {
      get: {
        ...{ operationId: 'metrics', summary: 'Figures for Prometheus' },
        responses: { '200': { description: 'Text', content: { 'text/plain': { schema: text } } } },
      },
    },
    [`/v1/models/${encoded}`]: gets('tfStatus', 'TensorFlow Serving: status', free),
    [`/v1/models/${encoded}:predict`]: posts('tfPredict', 'TensorFlow Serving: predict', {
      body: { anyOf: [ref('Instances'), ref('Columns')] },
      ...{ answer: free, example: { instances: [known] } },
    }),
    [`/v2/models/${encoded}`]: gets('v2Metadata', 'KServe v2: metadata', free),
    [`/v2/models/${encoded}/infer`]: posts('v2Infer', 'KServe v2: infer', {
      body: ref('Tensors'),
      ...{ answer: free, example: { inputs: tensorsFor(known) } },
    }),
  };
}

/** A row as a tensor for each of its columns. */
function tensorsFor(row: JsonObject): readonly JsonObject[] {
  return Object.entries(row).map(([name, value]) => ({
    ...{ name, shape: [1], datatype: datatypes[typeof value] ?? 'BYTES', data: [value] },
  }));
}

const datatypes: Readonly<Record<string, string>> = { number: 'FP64', boolean: 'BOOL' };

function labelOf({ kind, classes }: Task): Json {
  if (kind === 'anomaly') return true;
  return classes[0] ?? 1;
}

function gets(operationId: string, summary: string, schema: JsonObject): JsonObject {
  return { get: { operationId, summary, responses: answers(summary, schema) } };
}

function posts(
  operationId: string,
  summary: string,
  {
    body,
    answer,
    example,
  }: { readonly body: JsonObject; readonly answer: JsonObject; readonly example: JsonObject },
): JsonObject {
  return {
    post: {
      operationId,
      summary,
      requestBody: jsonBody(body, example),
      responses: answers(summary, answer),
    },
  };
}

function jsonBody(schema: JsonObject, example: JsonObject): JsonObject {
  return { required: true, content: { 'application/json': { schema, example } } };
}

function answers(description: string, schema: JsonObject, status = '200'): JsonObject {
  const problem = { content: { 'application/json': { schema: ref('Error') } } };
  const refusals: Readonly<Record<string, string>> = {
    '400': 'The body is not JSON',
    '401': 'No key or token that is known',
    '403': 'Not the role this needs',
    '413': 'More than a request may hold',
    '415': 'Not a content type that this takes',
    '422': 'The rows cannot be read; `problems` says why',
    '429': 'Too many requests; `retry-after` says when to come back',
    '503': 'No model can answer now',
  };
  return {
    [status]: { description, content: { 'application/json': { schema } } },
    ...Object.fromEntries(
      Object.entries(refusals).map(([code, words]) => [code, { description: words, ...problem }]),
    ),
  };
}

/** Rows by column: for each field of a row a list, all of the same length. */
function columnsOf({ properties = {}, required = [] }: JsonObject): JsonObject {
  const fields = Object.entries(properties as JsonObject);
  return {
    type: 'object',
    description: 'A list of values for each column, all of the same length',
    properties: Object.fromEntries(fields.map(([name, field]) => [name, list(field)])),
    required,
  };
}

/** Rows by column, each a tensor with its name. */
function tensorsOf(inputs: readonly SignatureInput[]): JsonObject {
  const tensor = object(
    {
      // Columns that the model does not know are passed over.
      name: { ...text, examples: inputs.map(({ name }) => name) },
      ...{ shape: list({ type: 'integer' }), datatype: text, data: list({}) },
    },
    ['name', 'data'],
  );
  return { ...list(tensor), minItems: 1, description: 'A tensor for each column' };
}

function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

function list(items: Json): JsonObject {
  return { type: 'array', items };
}

function object(
  properties: JsonObject,
  required: readonly string[] = Object.keys(properties),
): JsonObject {
  return { type: 'object', properties, required: [...required] };
}

/** OpenAPI has a dialect of its own; what these schemas say means the same in both. */
function withoutDialect({ $schema: _, ...schema }: JsonObject): JsonObject {
  return schema;
}
