import type { Matrix } from '../../../contracts/matrix.js';
import { type Random, randomFor } from '../../../contracts/seeded-random.js';
import type { Forest } from '../trees/forest.js';
import { ForestBuilder } from '../trees/forest-builder.js';
import { addTreesInBlocks } from './add-trees.js';

export interface IsolationForest {
  /** Each leaf holds how many questions lead to it, and how many more would be needed to part the rows in it. */
  readonly forest: Forest;
  /** Rows each tree grew from. */
  readonly sample: number;
}

export interface IsolationOptions {
  readonly trees: number;
  /** Rows drawn without replacement for each tree; fewer when there are fewer. 256 in the paper. */
  readonly sample: number;
  readonly seed: number;
  /** Starts the label of each tree's random stream. */
  readonly label?: string;
}

/**
 * Liu, Ting & Zhou 2008: trees that ask for a random column at a random threshold between its smallest and largest value, down to log2(sample)
 * questions. Rows that are odd stand alone after few. A missing value goes with most of the rows. Codes of categories are
 * read as numbers.
 */
export function fitIsolationForest(
  matrix: Matrix,
  { trees, sample, seed, label = 'isolation' }: IsolationOptions,
): IsolationForest {
  const count = Math.min(sample, matrix.rows);
  const builder = new ForestBuilder({ outputs: 1, width: 1 });
  for (let tree = 0; tree < trees; tree++) {
    const random = randomFor(seed, `${label}/tree/${tree}`);
    growTree(builder, matrix, { rows: drawRows(matrix.rows, count, random), random });
  }
  return { forest: builder.finish(), sample: count };
}

/**
 * 2^(−mean depth / c(sample)), between 0 and 1 and higher the odder a row is: minus `score_samples` of scikit-learn's IsolationForest. 0.5
 * is as odd as rows are on average.
 */
export function isolationScores({ forest, sample }: IsolationForest, matrix: Matrix): Float64Array {
  const depths = new Float64Array(matrix.rows);
  addTreesInBlocks(forest, matrix, depths);
  const unit = forest.roots.length * Math.max(averageDepth(sample), Number.MIN_VALUE);
  return depths.map((depth) => 2 ** -(depth / unit));
}

const eulerGamma = 0.5772156649015329;

/** c(n): the mean depth at which one of n rows stands alone, as unsuccessful searches in a binary search tree do. */
export function averageDepth(rows: number): number {
  if (rows <= 1) return 0;
  if (rows === 2) return 1;
  return 2 * (Math.log(rows - 1) + eulerGamma) - (2 * (rows - 1)) / rows;
}

/** Without replacement: the first draws of a Fisher–Yates shuffle, kept sparsely. */
function drawRows(rows: number, count: number, random: Random): Int32Array {
  const moved = new Map<number, number>();
  return Int32Array.from({ length: count }, (_, at) => {
    const pick = at + Math.floor(random() * (rows - at));
    const row = moved.get(pick) ?? pick;
    moved.set(pick, moved.get(at) ?? at);
    return row;
  });
}

interface Open {
  readonly node: number;
  readonly rows: Int32Array;
  readonly depth: number;
}

function growTree(
  builder: ForestBuilder,
  matrix: Matrix,
  { rows, random }: { readonly rows: Int32Array; readonly random: Random },
): void {
  const deepest = Math.ceil(Math.log2(Math.max(rows.length, 2)));
  const order = Int32Array.from(matrix.columns, (_, column) => column);
  const open: Open[] = [{ node: builder.startTree(rows.length), rows, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    builder.setCover(next.node, next.rows.length);
    const question =
      next.depth < deepest && next.rows.length > 1
        ? drawQuestion(matrix, next.rows, { order, random })
        : undefined;
    if (question === undefined) {
      builder.leaf(next.node, [next.depth + averageDepth(next.rows.length)]);
      continue;
    }
    const { column, threshold } = question;
    const valueOf = (row: number) => matrix.values[row * matrix.columns.length + column] as number;
    const known = next.rows.filter((row) => !Number.isNaN(valueOf(row)));
    const below = known.filter((row) => valueOf(row) <= threshold).length;
    const missingLeft = below > known.length - below;
    const goesLeft = (row: number) => {
      const value = valueOf(row);
      return Number.isNaN(value) ? missingLeft : value <= threshold;
    };
    const child = builder.split(next.node, {
      feature: {
        column,
        bins: { kind: 'number', bins: 3, hasMissing: true, cuts: Float32Array.of(threshold) },
      },
      bin: 1,
      leftBins: noBins,
      missingLeft,
    });
    const depth = next.depth + 1;
    open.push(
      { node: child + 1, rows: next.rows.filter((row) => !goesLeft(row)), depth },
      { node: child, rows: next.rows.filter(goesLeft), depth },
    );
  }
}

const noBins = new Uint8Array(0);

/** A column that can tell the rows apart, drawn among those, and a threshold that does; undefined when there is none. */
function drawQuestion(
  { values, columns }: Matrix,
  rows: Int32Array,
  { order, random }: { readonly order: Int32Array; readonly random: Random },
): { readonly column: number; readonly threshold: number } | undefined {
  for (let at = 0; at < order.length; at++) {
    const pick = at + Math.floor(random() * (order.length - at));
    const column = order[pick] as number;
    order[pick] = order[at] as number;
    order[at] = column;
    let low = Infinity;
    let high = -Infinity;
    for (const row of rows) {
      const value = values[row * columns.length + column] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (!(low < high)) continue;
    return { column, threshold: thresholdBetween(low, high, random) };
  }
  return undefined;
}

const largestFloat = 3.4028234663852886e38;

/** A float32 that is at least `low` and below `high`. */
function thresholdBetween(low: number, high: number, random: Random): number {
  const from = Math.max(low, -largestFloat);
  const drawn = Math.fround(from + random() * (Math.min(high, largestFloat) - from));
  return drawn < high ? drawn : from;
}
