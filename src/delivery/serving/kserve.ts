import type { FastifyInstance } from 'fastify';
import type { Json, JsonObject } from '../../contracts/json.js';
import type { ColumnType } from '../../contracts/table.js';
import type { Task } from '../../contracts/task.js';
import { mlxVersion } from '../../contracts/version.js';
import { modelCalled } from './model-names.js';
import { hasClasses, type NamedOutput, outputsOf } from './output-names.js';
import { Refusal } from './refusal.js';
import { answerRequest, type Serving } from './serving.js';

/** The HTTP routes of the Open Inference Protocol (KServe v2): health, metadata and `infer`, tensors as JSON. */
export function addKserve(
  app: FastifyInstance,
  serving: Serving & { readonly ready: () => boolean },
): void {
  const { models, ready } = serving;
  type Named = { Params: { name: string; version?: string } };
  const modelOf = ({ params }: { readonly params: Named['Params'] }) =>
    modelCalled(models.main, params.name, params.version);

  app.get('/v2', () => ({ name: 'mlx', version: mlxVersion, extensions: [] }));
  app.get('/v2/health/live', () => ({ live: true }));
  app.get('/v2/health/ready', (_request, reply) => {
    reply.code(ready() ? 200 : 503);
    return { ready: ready() };
  });
  for (const base of ['/v2/models/:name', '/v2/models/:name/versions/:version']) {
    app.get<Named>(base, (request) => {
      const { predictor, facts } = modelOf(request);
      const { inputs, task } = predictor.signature;
      return {
        name: facts.name,
        versions: [predictor.version],
        platform: 'mlx',
        inputs: inputs.map(({ name, type }) => ({ name, datatype: datatypeOf(type), shape: [-1] })),
        outputs: outputsOf(task).map(({ name, type, width }) => ({
          ...{ name, datatype: datatypeOf(type) },
          shape: width === undefined ? [-1] : [-1, width],
        })),
      };
    });
    app.get<Named>(`${base}/ready`, (request, reply) => {
      const { facts } = modelOf(request);
      reply.code(ready() ? 200 : 503);
      return { name: facts.name, ready: ready() };
    });
    app.post<Named>(`${base}/infer`, async (request, reply) => {
      const { facts, predictor } = modelOf(request);
      const rows = rowsOf(request.body);
      const id = idOf(request.body);
      const { version, predictions } = await answerRequest(serving, { request, reply }, () => rows);
      return {
        model_name: facts.name,
        model_version: version,
        id: id ?? request.id,
        outputs: tensorsOf(predictor.signature.task, predictions as readonly JsonObject[]),
      };
    });
  }
}

function datatypeOf(type: ColumnType | NamedOutput['type']): string {
  if (type === 'number') return 'FP64';
  if (type === 'integer') return 'INT64';
  return type === 'boolean' ? 'BOOL' : 'BYTES';
}

function tensorsOf(task: Task, predictions: readonly JsonObject[]): readonly JsonObject[] {
  const rows = predictions.length;
  // Of a forecast without intervals the ends are left out.
  const said = outputsOf(task).filter(
    ({ name }) => (name !== 'low' && name !== 'high') || predictions[0]?.[name] !== undefined,
  );
  return said.map(({ name, type }) => {
    const datatype = datatypeOf(type);
    if (name !== 'probabilities' || !hasClasses(task)) {
      const data = predictions.map((each) => each[name] ?? null);
      return { name, datatype, shape: [rows], data };
    }
    const { classes } = task;
    const data = predictions.flatMap((each) => {
      const all = (each[name] ?? {}) as Readonly<Record<string, number>>;
      return classes.map((label) => all[label] ?? null);
    });
    return { name, datatype, shape: [rows, classes.length], data };
  });
}

/** The client's name for its request, which the answer repeats. */
function idOf(body: unknown): string | undefined {
  const { id } = body as { readonly id?: unknown };
  if (id === undefined || typeof id === 'string') return id;
  throw new Refusal(400, '`id` is a text');
}

/** Whether what is said of a tensor is of the right kind. The columns of the model decide what its data have to be. */
function isDescribed({ datatype = '', shape = [] }: Readonly<Record<string, unknown>>): boolean {
  return (
    typeof datatype === 'string' &&
    Array.isArray(shape) &&
    shape.every((each) => Number.isInteger(each))
  );
}

/** One input a column: `{ inputs: [{ name, shape, datatype, data }] }`. */
function rowsOf(body: unknown): readonly JsonObject[] {
  const { inputs } = (body ?? {}) as { inputs?: unknown };
  if (!Array.isArray(inputs) || inputs.length === 0) {
    throw new Refusal(400, 'The body has no list `inputs`');
  }
  const columns = inputs.map((input, at): readonly [string, readonly Json[]] => {
    const tensor = (input ?? {}) as Readonly<Record<string, unknown>>;
    const { name, data } = tensor;
    if (typeof name !== 'string' || !Array.isArray(data)) {
      throw new Refusal(400, `\`inputs[${at}]\` needs a text \`name\` and a list \`data\``);
    }
    if (!isDescribed(tensor)) {
      throw new Refusal(
        400,
        `\`inputs[${at}]\`: \`datatype\` is a text such as FP64, and \`shape\` a list of whole numbers`,
      );
    }
    return [name, data.flat() as Json[]];
  });
  const lengths = new Set(columns.map(([, values]) => values.length));
  if (lengths.size > 1) throw new Refusal(400, 'The inputs have different lengths');
  const [length = 0] = lengths;
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[row] ?? null])),
  );
}
