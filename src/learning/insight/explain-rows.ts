import { type Batch, rowsAt, type Vector } from '../../contracts/batch.js';
import type { Predictions } from '../../contracts/model.js';
import { randomFor } from '../../contracts/seeded-random.js';
import type { Task } from '../../contracts/task.js';
import { addToRow } from '../models/trees/add-to-row.js';
import { type ExplainedModel, workOf } from './explained-model.js';
import { exactShapley, type Game, type ShapleyValues, sampledShapley } from './shapley.js';
import { type ContributionUnit, type TreeScore, treeScoreOf } from './tree-scores.js';
import { treeShapley } from './tree-shapley.js';

/** Why a model says what it says of a row: `base` and all contributions sum to `score`. */
export interface RowExplanation {
  /** `tree`: exact, by the rows of training at each node. `exact` and `sampled`: held against the rows of a background. */
  readonly method: 'tree' | 'exact' | 'sampled';
  readonly unit: ContributionUnit;
  /** The class whose score it is. */
  readonly of?: string;
  /** What the model says when nothing is known of the row. */
  readonly base: number;
  /** What it says of the row: before calibration and before it becomes a probability, unless `unit` says so. */
  readonly score: number;
  /** Of each column, the largest first; `error` is a standard error, where it was sampled. */
  readonly contributions: readonly Contribution[];
  /** What all columns that are not listed add together. */
  readonly others?: { readonly columns: number; readonly value: number };
}

/** An explanation with only its largest contributions, the others in one sum. */
export function largestOf(explanation: RowExplanation, most: number): RowExplanation {
  const { contributions } = explanation;
  if (contributions.length <= most) return explanation;
  const cut = contributions.slice(most);
  const value = cut.reduce((sum, each) => sum + each.value, 0);
  return {
    ...explanation,
    contributions: contributions.slice(0, most),
    others: { columns: cut.length, value },
  };
}

interface Contribution {
  readonly column: string;
  readonly value: number;
  readonly error?: number;
}

export interface RowExplainer {
  /** About how many numbers are touched for each row. */
  readonly work: number;
  /** Rows that stand for what is not known; 0 for trees, which know how their training rows went. */
  readonly background: number;
  /** Explains the rows of a batch; `classes` has the class to explain of each row, which for two is always the positive one. */
  explain(batch: Batch, classes: ArrayLike<number>): readonly RowExplanation[];
}

export interface ExplainOptions {
  /** Rows that stand for what is not known, for models that are not made of trees. */
  readonly background: Batch;
  /** Pairs of random orders for each row. */
  readonly pairs: number;
  readonly seed: number;
}

/** The best way to explain a model's rows: TreeSHAP for trees, else Shapley values of its answer, all of them when there are few columns. */
export function rowExplainer(explained: ExplainedModel, options: ExplainOptions): RowExplainer {
  const trees = treeScoreOf(explained.model);
  const isByColumn = explained.columnOf.every((column) => column >= 0);
  return trees !== undefined && isByColumn
    ? treeExplainer(explained, trees)
    : backgroundExplainer(explained, options);
}

/** The column of a model's answer that is explained. */
function outputOf({ kind }: Task, classes: ArrayLike<number>, row: number): number {
  if (kind === 'binary') return 1;
  return kind === 'multiclass' ? (classes[row] as number) : 0;
}

function classOf({ classes, kind }: Task, output: number): { readonly of?: string } {
  const isOfClass = kind === 'binary' || kind === 'multiclass';
  return isOfClass ? { of: classes[output] as string } : {};
}

function treeExplainer(explained: ExplainedModel, trees: TreeScore): RowExplainer {
  const { columns, columnOf, model } = explained;
  const { forest, scale, start, unit } = trees;
  const shapley = treeShapley(forest, columnOf.length);
  const explain: RowExplainer['explain'] = (batch, classes) => {
    const { values } = explained.matrix(batch);
    return Array.from({ length: batch.rows }, (_, row) => {
      const output = outputOf(model.task, classes, row);
      const k = forest.outputs === 1 ? 0 : output;
      const place = { values, start: row * columnOf.length };
      const ofFeatures = new Float64Array(columnOf.length * forest.outputs);
      shapley.addRow(place, ofFeatures);
      const sums = new Float64Array(columns.length);
      columnOf.forEach((column, feature) => {
        const value = scale * (ofFeatures[feature * forest.outputs + k] as number);
        sums[column] = (sums[column] as number) + value;
      });
      const said = new Float64Array(forest.outputs);
      addToRow(forest, place, said);
      const from = start[k] ?? 0;
      return {
        ...{ method: 'tree', unit, ...classOf(model.task, output) },
        base: from + scale * (shapley.base[k] as number),
        score: from + scale * (said[k] as number),
        contributions: byColumn(columns, { values: sums }),
      };
    });
  };
  return { work: shapley.work, background: 0, explain };
}

/** All coalitions are asked when they are not more than so many answers. */
const mostCoalitions = 4096;

function backgroundExplainer(
  explained: ExplainedModel,
  { background, pairs, seed }: ExplainOptions,
): RowExplainer {
  const { columns, model, predict } = explained;
  const { task } = model;
  const isFew = columns.length <= 12 && 2 ** columns.length * background.rows <= mostCoalitions;
  const unit =
    task.kind === 'regression' ? 'value' : task.kind === 'anomaly' ? 'score' : 'probability';
  // What the model says of the background does not depend on the row that is explained.
  let ofBackground: Predictions | undefined;
  const explain: RowExplainer['explain'] = (batch, classes) =>
    Array.from({ length: batch.rows }, (_, row) => {
      const output = outputOf(task, classes, row);
      const own = rowsAt(batch, [row]);
      const answer = (rows: Batch): Float64Array => outputIn(predict(rows), output);
      ofBackground ??= predict(background);
      const everything = answer(own)[0] as number;
      const game: Game = {
        players: columns.length,
        worlds: background.rows,
        values: withEnds(columns.length, {
          nothing: outputIn(ofBackground, output),
          everything,
          mixture: (coalitions, worlds) =>
            answer(mixed(columns, { own, background, coalitions, worlds })),
        }),
      };
      const random = randomFor(seed, `insight/shapley/${row}`);
      const found = isFew ? exactShapley(game) : sampledShapley(game, { pairs, random });
      return {
        ...{ method: isFew ? 'exact' : 'sampled', unit, ...classOf(task, output) },
        base: found.base,
        score: everything,
        contributions: byColumn(columns, found),
      };
    });
  const perWorld = isFew ? 2 ** columns.length - 2 : 2 * (columns.length - 1);
  const rounds = isFew ? background.rows : Math.max(background.rows, pairs);
  const work = (1 + rounds * perWorld) * workOf(explained);
  return { work, background: background.rows, explain };
}

/** One number of each row's answer. */
function outputIn({ rows, values, width }: Predictions, output: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => values[row * width + output] as number);
}

/** What coalitions are worth where that of nobody in each world, and that of all, are known already. */
function withEnds(
  players: number,
  {
    nothing,
    everything,
    mixture,
  }: {
    readonly nothing: Float64Array;
    readonly everything: number;
    readonly mixture: Game['values'];
  },
): Game['values'] {
  return (coalitions, worlds) => {
    const asked: number[] = [];
    const worth = Float64Array.from(worlds, (world, at) => {
      const members = coalitions.subarray(at * players, (at + 1) * players);
      const size = members.reduce((sum, member) => sum + member, 0);
      if (size > 0 && size < players) asked.push(at);
      return size === 0 ? (nothing[world] as number) : everything;
    });
    if (asked.length === 0) return worth;
    const rows = new Uint8Array(asked.length * players);
    for (const [to, at] of asked.entries()) {
      rows.set(coalitions.subarray(at * players, (at + 1) * players), to * players);
    }
    const found = mixture(
      rows,
      Int32Array.from(asked, (at) => worlds[at] as number),
    );
    for (const [from, at] of asked.entries()) worth[at] = found[from] as number;
    return worth;
  };
}

/** Rows that are the explained one in the columns of a coalition, and one of the background in the others. */
function mixed(
  columns: readonly string[],
  {
    own,
    background,
    coalitions,
    worlds,
  }: {
    readonly own: Batch;
    readonly background: Batch;
    readonly coalitions: Uint8Array;
    readonly worlds: Int32Array;
  },
): Batch {
  const made = columns.map((name, player): [string, Vector] => {
    const ours = own.columns.get(name);
    const others = background.columns.get(name);
    if (ours === undefined || others === undefined) throw new Error(`column ${name} was not read`);
    const value = (at: number) =>
      coalitions[at * columns.length + player] === 1
        ? ours.values[0]
        : others.values[worlds[at] as number];
    const places = { length: worlds.length };
    if (ours.kind === 'number') {
      const values = Float64Array.from(places, (_, at) => value(at) as number);
      return [name, { kind: 'number', values }];
    }
    const values = Array.from(places, (_, at) => value(at) ?? null);
    return [name, { kind: ours.kind, values } as Vector];
  });
  return { rows: worlds.length, columns: new Map(made) };
}

function byColumn(
  columns: readonly string[],
  { values, errors }: Pick<ShapleyValues, 'values' | 'errors'>,
): readonly Contribution[] {
  return columns
    .map((column, at) => ({
      ...{ column, value: values[at] as number },
      ...(errors !== undefined && { error: errors[at] as number }),
    }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}
