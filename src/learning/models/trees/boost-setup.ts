import type { Matrix } from '../../../contracts/matrix.js';
import { Team } from '../../compute/team.js';
import type { LabelledRows, TrainingData } from '../model-family.js';
import { addToRow } from './add-to-row.js';
import { keepPacked, keepPlan, packedBefore, plannedBefore } from './binned-before.js';
import type { BinLimits, FeatureBins } from './bins.js';
import { arraysOf, type BoostArrays } from './boost-arrays.js';
import { type BoostSpec, layOut } from './boost-layout.js';
import { BoostTasks, commands, type Packing } from './boost-tasks.js';
import type { Forest } from './forest.js';
import { type ObjectiveSpec, startScores } from './objectives.js';
import { groupsOf, type TreeFeature, usefulFeatures } from './packed-rows.js';
import { type PlanSpec, PlanTasks, plannedBins, planSpec, planTasks } from './plan-in-team.js';
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
  /** Trees that are there already, over the same columns, and what they add to. */
  readonly before?: { readonly forest: Forest; readonly start: Float64Array };
}

export interface BoostState {
  readonly spec: BoostSpec;
  readonly arrays: BoostArrays;
  readonly features: readonly TreeFeature[];
  readonly start: Float64Array;
  readonly team: Team;
}

/** Histograms that may be kept for subtraction, in bytes; beyond that both children are counted. */
const histogramBudget = 2 ** 30;

/** The threads that help, beside this one. */
export interface Crew {
  readonly helpers: number;
  tell(message: CrewMessage): void;
}

/** What helpers are told: first to plan bins, then to boost. */
export type CrewMessage =
  | { readonly plan: PlanSpec }
  | { readonly boost: BoostSpec; readonly packing: Packing };

/** Bins the data into shared memory and sets the scores to the best constant. */
export async function setUp(
  problem: BoostProblem,
  crew: Crew,
  breathe: () => Promise<void> | undefined,
): Promise<BoostState> {
  const { outputs, objective } = problem;
  const data = crew.helpers === 0 ? problem.data : inSharedMemory(problem.data);
  const { train, validation } = data;
  const plan = await planned(train, { limits: binLimits(problem), crew, breathe });
  const features = usefulFeatures(plan);
  const spec = specFor(problem, features);
  const arrays = arraysOf(spec);
  copyTargets(data, arrays);
  const start = problem.before?.start ?? startScores(objective, train, outputs);
  const { rows } = arrays;
  for (const [k, score] of start.entries()) arrays.scores.fill(score, k * rows, (k + 1) * rows);
  addScoresBefore(problem, arrays);
  const packing: Packing = {
    rows: { train: train.x, ...(validation === undefined ? {} : { validation: validation.x }) },
    features,
  };
  crew.tell({ boost: spec, packing });
  const team = new Team(arrays.control, new BoostTasks(spec, packing), crew.helpers);
  const known = crew.helpers === 0 ? packedBefore(problem.data, plan) : undefined;
  if (known !== undefined) arrays.words.set(known);
  else {
    await inSlices(groupsOf(features), { crew, breathe }, (first, count) => {
      arrays.arguments[0] = first;
      team.run(commands.pack, count);
    });
    if (crew.helpers === 0) keepPacked(problem.data, plan, arrays.words);
  }
  return { spec, arrays, features, start, team };
}

/** Rows of a bin, as LightGBM's `min_data_in_bin`: boundaries between single rows of a small table are noise. */
const leastRows = 3;

/** A bin needs no more rows than a leaf. */
function binLimits({ bins, rules }: BoostProblem): BinLimits {
  return { bins, leastRows: Math.min(leastRows, rules.minRows) };
}

function specFor(problem: BoostProblem, features: readonly TreeFeature[]): BoostSpec {
  const { data, outputs, objective } = problem;
  const { train, validation } = data;
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
  return {
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
}

function addScoresBefore({ before, data, outputs }: BoostProblem, arrays: BoostArrays): void {
  if (before === undefined) return;
  const { train, validation } = data;
  addScores(before.forest, train.x, { arrays, outputs, from: 0 });
  if (validation === undefined) return;
  addScores(before.forest, validation.x, { arrays, outputs, from: arrays.trainRows });
}

/** What trees that are there already say of some rows. */
function addScores(
  forest: Forest,
  { rows, columns, values }: Matrix,
  to: { readonly arrays: BoostArrays; readonly outputs: number; readonly from: number },
): void {
  const { scores, rows: all } = to.arrays;
  const sums = new Float64Array(to.outputs);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < to.outputs; k++) sums[k] = scores[k * all + to.from + row] as number;
    addToRow(forest, { values, start: row * columns.length }, sums);
    for (let k = 0; k < to.outputs; k++) scores[k * all + to.from + row] = sums[k] as number;
  }
}

interface Work {
  readonly crew: Crew;
  readonly breathe: () => Promise<void> | undefined;
}

async function planned(
  train: LabelledRows,
  { limits, crew, breathe }: Work & { readonly limits: BinLimits },
): Promise<readonly FeatureBins[]> {
  const before = plannedBefore(train, limits);
  // Helpers wait for a plan, and have a copy of the rows in memory of their own.
  if (before !== undefined && crew.helpers === 0) return before;
  const { x, weights } = train;
  const plan = planSpec(x, limits, weights);
  crew.tell({ plan });
  const team = new Team(plan.control, new PlanTasks(plan), crew.helpers);
  try {
    await inSlices(planTasks(x), { crew, breathe }, (first, count) => team.run(first, count));
  } finally {
    team.stop();
  }
  const made = plannedBins(plan);
  keepPlan(train, limits, made);
  return made;
}

/** A few tasks for each thread at a time, so that others get their turn in between. */
async function inSlices(
  tasks: number,
  { crew, breathe }: Work,
  run: (first: number, count: number) => void,
): Promise<void> {
  const slice = 4 * (crew.helpers + 1);
  for (let first = 0; first < tasks; first += slice) {
    run(first, Math.min(slice, tasks - first));
    await breathe();
  }
}

function inSharedMemory({ train, validation, ...rest }: TrainingData): TrainingData {
  return {
    ...rest,
    train: { ...train, x: sharedMatrix(train.x) },
    ...(validation === undefined
      ? {}
      : { validation: { ...validation, x: sharedMatrix(validation.x) } }),
  };
}

function sharedMatrix(matrix: Matrix): Matrix {
  const values = new Float32Array(new SharedArrayBuffer(matrix.values.byteLength));
  values.set(matrix.values);
  return { ...matrix, values };
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
