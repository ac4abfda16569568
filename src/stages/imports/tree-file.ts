import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GivenColumn } from '../../contracts/matrix.js';
import type { SavedModel } from '../../contracts/model.js';
import type { Column } from '../../contracts/table.js';
import type { Task } from '../../contracts/task.js';
import { MlxError, nearestWord, type Problem } from '../../errors/index.js';
import { readForest } from '../../learning/models/trees/forest-weights.js';
import { readLightgbm } from '../../learning/models/trees/lightgbm-read.js';
import { readXgboost } from '../../learning/models/trees/xgboost-read.js';
import { type ImportParams, unreadable } from './foreign-model.js';
import { columnProblem } from './input-columns.js';
import { takeOutput } from './settle-output.js';

/** A model of trees that another library saved: it becomes one of gradient boosting. */
export interface TreeModel {
  readonly path: string;
  /** What made it. */
  readonly by: string;
  readonly features: readonly string[];
  /** For each feature its categories in the order of their codes, where the file tells; `names`: the columns, to know which are categories. */
  categories(isCategory: readonly boolean[]): readonly (readonly string[] | undefined)[];
  readonly notes: readonly string[];
  model(task: Task): SavedModel;
}

/** Reads LightGBM's text. Throws `import/file`. */
export async function readLightgbmFile(path: string, folder: string): Promise<TreeModel> {
  const text = await readFile(join(folder, path), 'utf8');
  if (!text.startsWith('tree\n') && !text.startsWith('tree\r\n')) {
    throw unreadable(path, 'is no model that LightGBM saved as text', [
      'Save it with `booster.save_model(FILE)`, or name a model of another kind',
    ]);
  }
  const features = /^feature_names=(.*)$/m.exec(text)?.[1]?.trim().split(' ') ?? [];
  const named = JSON.parse(/^pandas_categorical:(\[.*\])/m.exec(text)?.[1] ?? '[]') as unknown[][];
  return {
    ...{ path, by: 'LightGBM', features, notes: [] },
    categories: (isCategory) => {
      let next = 0;
      return isCategory.map((is) => (is ? named[next++]?.map(String) : undefined));
    },
    model: (task) => lightgbmModel(text, task),
  };
}

/** Reads XGBoost's JSON. Throws `import/file` and `model/invalid`. */
export function readXgboostFile(path: string, json: unknown): TreeModel {
  const { features, categories, leftOut, model } = readXgboost(json);
  return {
    ...{ path, by: 'XGBoost', features, categories: () => categories, model },
    notes: leftOut === 0 ? [] : [`leaves out ${leftOut} trees after the best iteration`],
  };
}

/** LightGBM's losses with a logarithm for a link, which gradient boosting knows as `poisson`. */
function lightgbmModel(text: string, task: Task): SavedModel {
  const objective = /^objective=(\S+)/m.exec(text)?.[1] ?? 'regression';
  const suits = {
    binary: /^(binary|cross_entropy)$/,
    multiclass: /^multiclass$/,
    regression: /^(regression|regression_l1|huber|fair|quantile|mape|poisson|gamma|tweedie)$/,
    anomaly: /^$/,
    forecast: /^$/,
  }[task.kind];
  if (!suits.test(objective)) {
    throw new MlxError(
      'model/invalid',
      `This LightGBM model cannot be read: its objective is \`${objective}\`, and the task is ${task.kind}`,
      { hints: ['Name the task it was trained for under `task`'] },
    );
  }
  const model = readLightgbm(text, task);
  const isExponent = objective === 'gamma' || objective === 'tweedie';
  return isExponent ? { ...model, config: { ...model.config, objective: 'poisson' } } : model;
}

/** The columns that the features of a model of trees are. Throws `import/inputs` with all that does not fit. */
export function settleFeatures(
  { path, features, categories }: TreeModel,
  wishes: ImportParams['inputs'] = {},
  columns: readonly Column[],
): readonly GivenColumn[] {
  if (features.length === 0) {
    throw unfit(path, [
      problem('the file names no features', [
        'Train it on a data frame, or set `booster.feature_names` before it is saved',
      ]),
    ]);
  }
  const problems: Problem[] = Object.keys(wishes)
    .filter((wish) => !features.includes(wish))
    .map((wish) => problem(`the model has no feature \`${wish}\``, nearHints(wish, features)));
  const found = features.map((feature) => {
    const wish = wishes[feature];
    const name = typeof wish === 'string' ? wish : feature;
    return (
      columns.find((column) => column.name === name) ??
      // LightGBM writes other signs than letters and digits as underscores.
      columns.find((column) => column.name.replaceAll(/[^\p{L}\p{N}]/gu, '_') === name)
    );
  });
  const isCategory = found.map((column) => column?.type === 'category' || column?.type === 'text');
  const known = categories(isCategory);
  const given = features.map((feature, at): GivenColumn => {
    const column = found[at];
    const name = column?.name ?? feature;
    const order = isCategory[at] === true ? known[at] : undefined;
    const why = `feature \`${feature}\``;
    if (order !== undefined) return { name, as: 'order', order, why };
    const wanted = typeof wishes[feature] === 'string' ? (wishes[feature] as string) : feature;
    const wrong = columnProblem(
      { name: feature, type: 'float' },
      { wanted: column?.name ?? wanted, column, columns },
    );
    if (wrong !== undefined) problems.push(wrong);
    return { name, as: 'number', why };
  });
  if (problems.length > 0) throw unfit(path, problems);
  return given;
}

/** The model for a task, its classes in the order of the target. Throws `import/output` and `model/invalid`. */
export function treeModelFor(
  { path, model }: TreeModel,
  { task, params }: { readonly task: Task; readonly params: ImportParams },
): SavedModel {
  const made = model(task);
  const { outputs } = readForest(made);
  const taken = takeOutput({ path }, { name: 'trees', width: outputs }, { params, task });
  if (task.kind === 'multiclass') return inOrder(made, taken.order);
  return task.kind === 'binary' && taken.order[0] === 0 ? turned(made) : made;
}

/** Trees take turns by class: those of each turn, and where their sums start, in another order. */
function inOrder(model: SavedModel, order: readonly number[]): SavedModel {
  const moved = (name: string) => {
    const { shape, values } = model.weights[name] as SavedModel['weights'][string];
    const width = order.length;
    const place = (at: number): number => Math.floor(at / width) * width + (order[at % width] ?? 0);
    return { shape, values: values.map((_: number, at: number) => values[place(at)] as number) };
  };
  const weights = {
    ...model.weights,
    'forest.roots': moved('forest.roots'),
    start: moved('start'),
  } as SavedModel['weights'];
  return { ...model, weights };
}

/** The same scores for the other class of two. */
function turned(model: SavedModel): SavedModel {
  const turn = (name: string) => {
    const { shape, values } = model.weights[name] as SavedModel['weights'][string];
    return { shape, values: values.map((value: number) => -value) };
  };
  const weights = {
    ...model.weights,
    'forest.leaves': turn('forest.leaves'),
    start: turn('start'),
  } as SavedModel['weights'];
  return { ...model, weights };
}

function nearHints(name: string, names: readonly string[]): readonly string[] {
  const nearest = nearestWord(name, names);
  return nearest === undefined ? [`It has: ${names.join(', ')}`] : [`Did you mean \`${nearest}\`?`];
}

function problem(message: string, hints: readonly string[]): Problem {
  return { code: 'import/inputs', message, hints };
}

function unfit(path: string, problems: readonly Problem[]): MlxError {
  return new MlxError('import/inputs', `The features of \`${path}\` do not fit the table`, {
    problems,
    place: { file: path },
  });
}
