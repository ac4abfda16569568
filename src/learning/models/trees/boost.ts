import { randomFor } from '../../../contracts/seeded-random.js';
import { MlxError } from '../../../errors/index.js';
import type { EpochRecord, FitContext } from '../../compute/fit-context.js';
import { pacer } from '../../compute/pacer.js';
import type { Team } from '../../compute/team.js';
import { startWorker } from '../../compute/worker-thread.js';
import { type BoostProgress, boostCheckpoints, type Split } from './boost-checkpoint.js';
import { type BoostProblem, type BoostState, type Crew, setUp } from './boost-setup.js';
import { chunksOf, commands } from './boost-tasks.js';
import { type Forest, firstTrees } from './forest.js';
import { ForestBuilder } from './forest-builder.js';
import { growTree } from './grow-tree.js';
import type { GrowthLimits } from './growth.js';
import { drawColumns, drawRows, type Shares } from './sampling.js';
import { ScoresAtBest } from './scores-at-best.js';

export interface BoostOptions extends BoostProblem, GrowthLimits {
  readonly rounds: number;
  readonly shares: Shares;
  /** Rounds to wait for a lower validation loss; 0 for all rounds. */
  readonly patience: number;
  readonly minDelta: number;
  readonly threads: number;
}

export interface Boosted {
  readonly forest: Forest;
  /** The scores that the trees add to. */
  readonly start: Float64Array;
  readonly history: readonly EpochRecord[];
  readonly rounds: number;
  readonly bestRound: number;
  readonly stoppedEarly: boolean;
  /** What the trees that are kept come to on the validation rows, row by row. Absent without such rows, and where a run that was interrupted before knew. */
  readonly validationScores?: Float64Array;
  /** Of the trees that are kept, by column: gains and numbers of splits. */
  readonly importance: readonly { readonly gain: number; readonly splits: number }[];
}

/**
 * Gradient boosting of trees on histograms (Friedman 2001; Ke et al. 2017): each round grows a tree for each output on
 * the gradients of the loss. With validation rows the rounds up to the least validation loss are kept. The bits do not
 * depend on the number of threads. Emits an `epoch` event for each round and throws the signal's reason soon after it aborts.
 */
export async function boost(options: BoostOptions, context: FitContext): Promise<Boosted> {
  const breathe = pacer(context.signal);
  const helpers = Array.from({ length: options.threads - 1 }, () => startHelper(context));
  const crew: Crew = {
    helpers: helpers.length,
    tell: (message) => {
      for (const helper of helpers) helper.postMessage(message);
    },
  };
  let team: Team | undefined;
  try {
    const state = await setUp(options, crew, breathe);
    team = state.team;
    return await runRounds({ options, context, state, team, breathe });
  } finally {
    team?.stop();
    await Promise.all(helpers.map((helper) => helper.terminate()));
  }
}

/** A thread that cannot start is missed by nobody but the clock. */
function startHelper({ emit }: FitContext): ReturnType<typeof startWorker> {
  const source = 'models/trees/boost-worker.ts';
  const helper = startWorker({ name: 'boost-worker', source }, undefined);
  helper.on('error', (error) =>
    emit({ type: 'note', text: `a thread did not help: ${error.message}` }),
  );
  helper.unref();
  return helper;
}

interface Boosting {
  readonly options: BoostOptions;
  readonly context: FitContext;
  readonly state: BoostState;
  readonly team: Team;
  readonly breathe: () => Promise<void> | undefined;
}

async function runRounds(boosting: Boosting): Promise<Boosted> {
  const { options, context, state } = boosting;
  const forest = new ForestBuilder({ outputs: options.outputs, width: 1 });
  const splits: Split[] = [];
  const history: EpochRecord[] = [];
  const best = { round: 0, loss: Infinity, reference: Infinity, waited: 0 };
  const progress: BoostProgress = { forest, splits, history, best, scores: state.arrays.scores };
  const checkpoints = await boostCheckpoints(options, context, progress);
  measure(boosting);
  const before = history.length;
  const atBest = new ScoresAtBest(state);
  while (history.length < options.rounds && !isPatienceOver(best, options)) {
    const round = history.length + 1;
    const grown = await growRound(boosting, forest, {
      round,
      isFirst: history.length === before,
      onSplit: (column, gain) => splits.push({ round, column, gain }),
    });
    const record = { epoch: round, ...measure(boosting) };
    refuseDiverged(record, context.label);
    history.push(record);
    context.emit({ type: 'epoch', candidate: context.label, epochs: options.rounds, ...record });
    note(best, record, options.minDelta);
    if (best.round === round) atBest.take(round);
    if ((!grown && !drawsAny(options)) || context.isTimeUp?.() === true) break;
    await checkpoints.keep();
    await boosting.breathe();
  }
  const bestRound = roundKept(options, { best: best.round, last: history.length });
  if (bestRound === history.length) atBest.take(bestRound);
  const validationScores = atBest.of(bestRound);
  return {
    forest: firstTrees(forest.finish(), bestRound * options.outputs),
    start: state.start,
    history,
    rounds: history.length,
    bestRound,
    stoppedEarly: isPatienceOver(best, options),
    ...(validationScores !== undefined && { validationScores }),
    importance: importanceOf(options, splits, bestRound),
  };
}

/** Whether a round that gained nothing may be followed by one that does. */
function drawsAny({ shares }: BoostOptions): boolean {
  return shares.rows < 1 || shares.columns < 1;
}

/** Without patience, or rows to judge by, all rounds are kept. */
function roundKept(
  { patience, data }: BoostOptions,
  { best, last }: { readonly best: number; readonly last: number },
): number {
  return patience > 0 && data.validation !== undefined ? best : last;
}

function isPatienceOver({ waited }: { readonly waited: number }, options: BoostOptions): boolean {
  return options.patience > 0 && waited >= options.patience;
}

function importanceOf(
  { data }: BoostOptions,
  splits: readonly Split[],
  rounds: number,
): Boosted['importance'] {
  const importance = data.train.x.columns.map(() => ({ gain: 0, splits: 0 }));
  for (const { round, column, gain } of splits) {
    const of = importance[column];
    if (of === undefined || round > rounds) continue;
    of.gain += gain;
    of.splits++;
  }
  return importance;
}

interface Round {
  /** From 1 on. */
  readonly round: number;
  /** Whether it is the first of this run, which may go on from another's: all rows then have to be listed. */
  readonly isFirst: boolean;
  readonly onSplit: (column: number, gain: number) => void;
}

/** Whether any tree was split. */
async function growRound(
  { options, context, state, team, breathe }: Boosting,
  forest: ForestBuilder,
  { round, isFirst, onSplit }: Round,
): Promise<boolean> {
  const { arrays, spec, features } = state;
  const random = (what: string) => randomFor(context.seed, `${context.label}/${what}/${round}`);
  const isDrawn = isFirst || options.shares.rows < 1;
  const inside = isDrawn ? drawRows(arrays, options.shares, random('rows')) : arrays.trainRows;
  drawColumns(arrays, options.shares, random('columns'));
  let grown = false;
  for (let output = 0; output < options.outputs; output++) {
    const leaves = await growTree(
      {
        spec,
        arrays,
        team,
        features,
        limits: options,
        forest,
        breathe,
        onSplit: ({ column }, gain) => onSplit(column, gain),
      },
      { output, inside },
    );
    grown ||= leaves > 1;
  }
  return grown;
}

/** Mean losses at the scores as they are; leaves the gradients there for the next round. */
function measure({ state, team }: Boosting): { loss: number; validationLoss?: number } {
  const { arrays } = state;
  const { trainRows, rows, losses, weights } = arrays;
  const ends = [0, trainRows, trainRows, rows];
  const chunks = chunksOf(ends);
  const trainChunks = chunksOf([0, trainRows, 0, 0]);
  team.run(commands.loss, chunks);
  const mean = (from: number, to: number, chunk: readonly [number, number]) => {
    const total = weights?.subarray(from, to).reduce((sum, weight) => sum + weight, 0) ?? to - from;
    return losses.subarray(...chunk).reduce((sum, loss) => sum + loss, 0) / total;
  };
  const loss = mean(0, trainRows, [0, trainChunks]);
  if (rows === trainRows) return { loss };
  return { loss, validationLoss: mean(trainRows, rows, [trainChunks, chunks]) };
}

function note(
  best: { round: number; loss: number; reference: number; waited: number },
  { epoch, loss, validationLoss = loss }: EpochRecord,
  minDelta: number,
): void {
  if (validationLoss < best.loss) {
    best.loss = validationLoss;
    best.round = epoch;
  }
  if (validationLoss < best.reference - minDelta) {
    best.reference = validationLoss;
    best.waited = 0;
  } else {
    best.waited++;
  }
}

function refuseDiverged({ epoch, loss, validationLoss = 0 }: EpochRecord, label: string): void {
  if (Number.isFinite(loss) && Number.isFinite(validationLoss)) return;
  throw new MlxError(
    'learning/diverged',
    `The training of \`${label}\` diverged: after tree ${epoch} its loss is no longer a finite number`,
    {
      hints: [
        'Lower `learning_rate`, ten times to begin with',
        'Limit the steps: `l2: 1` or `max_step: 1`',
      ],
    },
  );
}
