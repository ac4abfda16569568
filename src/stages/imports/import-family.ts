import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { JsonObject } from '../../contracts/json.js';
import type { Matrix } from '../../contracts/matrix.js';
import type { SavedModel } from '../../contracts/model.js';
import type { Column } from '../../contracts/table.js';
import type { Task } from '../../contracts/task.js';
import { MlxError } from '../../errors/index.js';
import {
  type Feed,
  type ImportedConfig,
  importedFamily,
  weightsOf,
} from '../../learning/imports/imported-model.js';
import { importedPredictor, openFiles } from '../../learning/imports/imported-predictor.js';
import { feedsFor } from '../../learning/imports/matrix-feeds.js';
import { withOutput } from '../../learning/imports/onnx-outputs.js';
import type {
  FitResult,
  LabelledRows,
  ModelFamily,
  TrainingData,
} from '../../learning/models/model-family.js';
import type { ForeignModel, ImportParams } from './foreign-model.js';
import { importedModel } from './import-candidate.js';
import { openFile } from './open-file.js';
import { settleFeatures } from './settle-features.js';
import { type SettledInputs, settleInputs } from './settle-inputs.js';
import { chooseOutput, takeOutput } from './settle-output.js';
import { type TreeModel, treeModelFor } from './tree-file.js';

/** The table, the project's `features` and the task that a model made elsewhere is taken for. */
export interface ImportWorld {
  readonly columns: readonly Column[];
  readonly features: Readonly<Record<string, JsonObject>>;
  readonly task: Task;
}

/** Saved models that were imported, wherever they come from. */
export const savedImports: ModelFamily = {
  ...{ name: importedFamily, summary: importedModel.summary, tasks: importedModel.tasks },
  ...{ reads: 'native', params: {} },
  fit: () => Promise.reject(new Error('an imported model is not fitted')),
  predictor: importedPredictor,
};

/** A model made elsewhere as a family: "fitting" takes it as it is, after it was held against the rows. Throws `import/…`. */
export async function importFamily(
  params: ImportParams,
  { columns, features, task }: ImportWorld,
  projectDir: string,
): Promise<ModelFamily> {
  const opened = await openFile(params.file, projectDir);
  const common = {
    ...{ name: params.file, summary: importedModel.summary, tasks: importedModel.tasks },
    ...{ params: {}, isFixed: true as const, streams: true, predictor: importedPredictor },
  };
  if (opened.kind === 'trees') {
    const { model } = opened;
    const given = settleFeatures(model, params.inputs, { columns, declared: features });
    return {
      ...{ ...common, reads: 'native', given },
      fit: ({ train }) => Promise.resolve(treesTaken(model, { params, task, x: train.x })),
    };
  }
  const { model } = opened;
  const settled = settleInputs(model, params.inputs, columns);
  const { given } = settled;
  return {
    ...common,
    reads: given === undefined ? params.reads : 'native',
    ...(given !== undefined && { given }),
    fit: (data) => taken(model, { params, settled, data }),
  };
}

function treesTaken(
  file: TreeModel,
  { params, task, x }: { readonly params: ImportParams; readonly task: Task; readonly x: Matrix },
): FitResult {
  const model = { ...treeModelFor(file, { params, task }), inputs: x.columns };
  const from = `made by ${file.by}: ${Number(model.config['trees'])} trees, ${file.features.length} features`;
  return {
    ...nothingLearnt,
    model,
    notes: [from, ...file.notes, ...guessNote(params, undefined, task)],
  };
}

const nothingLearnt = { history: [], epochs: 0, bestEpoch: 0 } as const;

/** Rows that a model is tried on before it is taken. */
const triedRows = 32;

async function taken(
  file: ForeignModel,
  {
    params,
    settled,
    data: { task, train, validation },
  }: {
    readonly params: ImportParams;
    readonly settled: SettledInputs;
    readonly data: TrainingData;
  },
): Promise<FitResult> {
  const x = await someRows(
    validation === undefined || validation.x.rows === 0 ? train : validation,
  );
  const feeds = feedsOf(file.path, settled, x);
  const output = chooseOutput(file, params.output, task);
  const { runtime } = file.files;
  const files =
    runtime === 'onnx'
      ? { ...file.files, file: withOutput(file.files.file, output.name) }
      : file.files;
  const open = openFiles(files, file.path);
  const count = settled.batch ?? x.rows;
  const said = open.run(feedsFor(feeds, x, { first: 0, count }), output.name);
  const width = said.values.length / count;
  if (!Number.isInteger(width) || width < 1) throw notByRow(file.path, said.dims, count);
  const config: ImportedConfig = {
    ...{ runtime, file: basename(file.path), sha256: hashOf(file) },
    ...{ batch: settled.batch, feeds },
    output: takeOutput(file, { name: output.name, width }, { params, task }),
  };
  const model: SavedModel = {
    ...{ family: importedFamily, task, inputs: x.columns },
    config: config as unknown as SavedModel['config'],
    weights: weightsOf(file.files),
  };
  // What is no answer is told now, and not at the first request.
  importedPredictor(model)(x);
  const shown = output.shownAs ?? output.name;
  const notes = [
    `${file.by === '' ? 'made elsewhere' : `made by ${file.by}`}, run by ${open.facts.by}; SHA-256 ${config.sha256.slice(0, 12)}`,
    ...readNotes(feeds),
    `output \`${shown}\`, tried on ${x.rows} rows`,
    ...guessNote(params, file.classes, task),
  ];
  return { ...nothingLearnt, model, notes };
}

/** The order of the classes decides everything, so it is told where it was taken for granted. */
function guessNote(
  { classes }: ImportParams,
  told: readonly string[] | undefined,
  { kind, classes: own }: Task,
): readonly string[] {
  if (classes !== undefined || told !== undefined || kind === 'regression') return [];
  return [
    `the file does not name its classes: taken to be ${own.join(', ')}, in this order; if not, write \`classes: [${own.join(', ')}]\` in theirs`,
  ];
}

/** Which columns the inputs read: together those of their own names, each of the others. */
function readNotes(feeds: readonly Feed[]): readonly string[] {
  const isByName = ({ name, parts }: Feed): boolean =>
    parts.length === 1 && parts[0]?.column === name;
  const byName = feeds.filter(isByName).map(({ name }) => name);
  const others = feeds.filter((feed) => !isByName(feed));
  return [
    ...(byName.length === 0 ? [] : [`reads by name ${shortened(byName)}`]),
    ...others.map(
      ({ name, parts }) =>
        `input \`${name}\` reads ${shortened(parts.map(({ column }) => column))}`,
    ),
  ];
}

function shortened(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `\`${name}\``);
  return names.length > 8 ? `${shown.join(', ')} and ${names.length - 8} more` : shown.join(', ');
}

/** Finds the columns that each input reads in the matrix that was made for them. */
function feedsOf(path: string, { feeds, given }: SettledInputs, x: Matrix): readonly Feed[] {
  if (given === undefined) return feeds.map(({ reads: _, ...feed }) => featuresFeed(path, feed, x));
  const blocks = x.blocks ?? [];
  let next = 0;
  return feeds.map(({ reads, ...feed }) => {
    const own = blocks.slice(next, next + Number(reads));
    next += Number(reads);
    const parts = own.map(({ name, kind, start, width }) => ({
      ...{ column: name, start, width },
      kind: kind === 'exact' || kind === 'letters' ? kind : ('matrix' as const),
    }));
    return { ...feed, parts };
  });
}

function featuresFeed(path: string, feed: Omit<Feed, 'parts'>, x: Matrix): Feed {
  const width = x.columns.length;
  const open = feed.dims.filter((length) => length === 0).length;
  const known = feed.dims.reduce((product, length) => product * (length || 1), 1);
  const isFit = open === 1 ? width % known === 0 : open === 0 && known === width;
  if (!isFit) {
    throw new MlxError(
      'import/inputs',
      `\`${path}\`: input \`${feed.name}\` wants ${known} numbers a row, and the features of the project are ${width}`,
      {
        hints: [
          'Declare under `features` what the model was trained on; `mlx train` prints the features as they are',
          `They are: ${x.columns.slice(0, 20).join(', ')}${width > 20 ? ', …' : ''}`,
        ],
        place: { file: path },
      },
    );
  }
  const dims = feed.dims.map((length) => (length === 0 ? width / known : length));
  const turned = turnedPixels(x, dims);
  return {
    ...{ ...feed, dims, parts: [{ kind: 'matrix', column: 'features', start: 0, width }] },
    ...(turned && { turned }),
  };
}

/** The shape of an image that is all the features there are, where the model wants it channel by channel. */
function turnedPixels({ blocks = [], columns }: Matrix, dims: readonly number[]): Feed['turned'] {
  const shape = blocks.find(({ width }) => width === columns.length)?.shape;
  return dims.length === 3 && dims[0] === shape?.[2] ? shape : undefined;
}

async function someRows({ x, stream }: LabelledRows): Promise<Matrix> {
  const rows = Math.min(triedRows, x.rows);
  if (stream !== undefined) {
    const order = Uint32Array.from({ length: rows }, (_, at) => at);
    return { ...x, rows, values: await stream.read(order, 0, rows) };
  }
  return { ...x, rows, values: x.values.subarray(0, rows * x.columns.length) };
}

function hashOf({ files: { file, beside } }: ForeignModel): string {
  const hash = createHash('sha256').update(file);
  for (const bytes of Object.values(beside)) hash.update(bytes);
  return hash.digest('hex');
}

function notByRow(path: string, dims: readonly number[], rows: number): MlxError {
  return new MlxError(
    'import/output',
    `\`${path}\` answered ${dims.join(' × ')} for ${rows} rows, which is no answer for each row`,
    {
      hints: ['Export it with an open number of rows, or name another output with `output`'],
      place: { file: path },
    },
  );
}
