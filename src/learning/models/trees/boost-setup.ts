import type { Matrix } from '../../../contracts/matrix.js';
import type { TrainingData } from '../model-family.js';
import { binPlanner } from './bins.js';
import { arraysOf, type BoostArrays } from './boost-arrays.js';
import { type BoostSpec, layOut } from './boost-layout.js';
import { type ObjectiveSpec, startScores } from './objectives.js';
import { groupsOf, packGroup, type TreeFeature, usefulFeatures } from './packed-rows.js';
import type { SplitRules } from './split.js';

export interface BoostProblem {
  readonly data: TrainingData;
  readonly outputs: number;
  readonly objective: ObjectiveSpec;
  readonly rules: SplitRules;
  /** Longest step of a leaf. */
  readonly stepCap: number;
  /** By column: 1, −1, or 0. */
  readonly monotone: readonly number[];
  readonly leaves: number;
  readonly bins: number;
  /** Without WebAssembly. */
  readonly plain: boolean;
}

export interface BoostState {
  readonly spec: BoostSpec;
  readonly arrays: BoostArrays;
  readonly features: readonly TreeFeature[];
  readonly start: Float64Array;
}

/** Histograms that may be kept for subtraction, in bytes; beyond that both children are counted. */
const histogramBudget = 2 ** 30;

/** Bins the data into shared memory and sets the scores to the best constant. */
export async function setUp(
  problem: BoostProblem,
  breathe: () => Promise<void> | undefined,
): Promise<BoostState> {
  const { data, outputs, objective } = problem;
  const { train, validation } = data;
  const features = await featuresOf(train.x, problem.bins, breathe);
  const firstBin = firstBins(features);
  const histogramBins = firstBin.pop() as number;
  const subtracts = histogramBins * 16 * problem.leaves <= histogramBudget;
  const trainRows = train.x.rows;
  const rows = trainRows + (validation?.x.rows ?? 0);
  const weighted = train.weights !== undefined || validation?.weights !== undefined;
  const { memory, layout } = layOut(
    {
      features,
      trainRows,
      rows,
      outputs,
      weighted,
      leaves: problem.leaves,
      histogramBins,
      slots: subtracts ? problem.leaves : 1,
    },
    problem,
  );
  const spec: BoostSpec = {
    memory,
    layout,
    features: features.map(({ column, bins }) => ({
      bins: bins.bins,
      isCategory: bins.kind === 'category',
      monotone: problem.monotone[column] ?? 0,
    })),
    firstBin,
    histogramBins,
    trainRows,
    rows,
    outputs,
    weighted,
    objective,
    rules: problem.rules,
    stepCap: problem.stepCap,
    subtracts,
  };
  const arrays = arraysOf(spec);
  await packRows({ data, arrays, features }, breathe);
  copyTargets(data, arrays);
  const start = startScores(objective, train, outputs);
  for (const [k, score] of start.entries()) arrays.scores.fill(score, k * rows, (k + 1) * rows);
  return { spec, arrays, features, start };
}

/** Training rows, then validation rows. */
async function packRows(
  {
    data: { train, validation },
    arrays: { rows, trainRows, words },
    features,
  }: Pick<BoostProblem, 'data'> & Pick<BoostState, 'arrays' | 'features'>,
  breathe: () => Promise<void> | undefined,
): Promise<void> {
  const packed = { rows, features, words };
  for (let group = 0; group < groupsOf(features); group++) {
    packGroup(train.x, packed, { group, from: 0 });
    if (validation !== undefined) packGroup(validation.x, packed, { group, from: trainRows });
    await breathe();
  }
}

function copyTargets({ train, validation }: TrainingData, arrays: BoostArrays): void {
  const { targets, weights, trainRows } = arrays;
  weights?.fill(1);
  targets.set(train.y);
  if (train.weights !== undefined) weights?.set(train.weights);
  if (validation === undefined) return;
  targets.set(validation.y, trainRows);
  if (validation.weights !== undefined) weights?.set(validation.weights, trainRows);
}

async function featuresOf(
  matrix: Matrix,
  bins: number,
  breathe: () => Promise<void> | undefined,
): Promise<readonly TreeFeature[]> {
  const plan = binPlanner(matrix, bins);
  const planned = [];
  for (let column = 0; column < matrix.columns.length; column++) {
    planned.push(plan(column));
    await breathe();
  }
  return usefulFeatures(planned);
}

/** Where each feature's histogram starts, in bins, and as the last number where all end. Each word is filled up. */
function firstBins(features: readonly TreeFeature[]): number[] {
  const starts: number[] = [];
  let next = 0;
  for (let at = 0; at < 4 * groupsOf(features); at++) {
    starts.push(next);
    next += features[at]?.bins.bins ?? 1;
  }
  return [...starts, next];
}
