import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavedModel } from '../../contracts/model.js';
import type { Task } from '../../contracts/task.js';
import { MlxError } from '../../errors/index.js';
import { readForest } from '../../learning/models/trees/forest-weights.js';
import { readLightgbm } from '../../learning/models/trees/lightgbm-read.js';
import type { FileCategories } from '../../learning/models/trees/xgboost-categories.js';
import { readXgboost } from '../../learning/models/trees/xgboost-read.js';
import { type ImportParams, unreadable } from './foreign-model.js';
import { takeOutput } from './settle-output.js';

/** A model of trees that another library saved: it becomes one of gradient boosting. */
export interface TreeModel {
  readonly path: string;
  /** What made it. */
  readonly by: string;
  readonly features: readonly string[];
  /** For each feature its categories, where it has some and the file tells; given which columns of the table are categories. */
  readonly categories: (isCategory: readonly boolean[]) => readonly (FileCategories | undefined)[];
  readonly notes: readonly string[];
  readonly model: (task: Task) => SavedModel;
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
  return {
    ...{ path, by: 'LightGBM', features, notes: [] },
    categories: (isCategory) => lightgbmCategories(path, text, isCategory),
    model: (task) => lightgbmModel(text, task),
  };
}

/** LightGBM lists the categories of one feature after another, and tells of each feature its range `[1:2]` or the codes that it saw, `-1:0:1`. */
function lightgbmCategories(
  path: string,
  text: string,
  isCategory: readonly boolean[],
): readonly (FileCategories | undefined)[] {
  const named = JSON.parse(/^pandas_categorical:(\[.*\])/m.exec(text)?.[1] ?? '[]') as unknown[][];
  const infos = /^feature_infos=(.*)$/m.exec(text)?.[1]?.trim().split(' ') ?? [];
  const hasCodes = infos.map((info) => /^-?\d+(:-?\d+)*$/.test(info));
  const isCounted = (some: readonly boolean[]): boolean =>
    some.filter(Boolean).length === named.length;
  // A feature that no tree asks for tells nothing (`none`); texts were categories anyway.
  const which = [hasCodes, isCategory].find(isCounted);
  if (which === undefined) {
    throw unreadable(path, `tells the categories of ${named.length} features, and not of which`, [
      'Say which columns were categories where it was made: `ingest: { columns: { NAME: category } }`',
    ]);
  }
  let next = 0;
  return which.map((is) => (is ? { names: named[next++]?.map(String) ?? [] } : undefined));
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
