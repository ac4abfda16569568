import { argumentCount, type BoostSpec, controlWords, foundNumbers } from './boost-layout.js';
import type { ObjectiveRows } from './objectives.js';

/** The shared memory of a training as typed arrays. */
export interface BoostArrays extends ObjectiveRows {
  readonly control: Int32Array;
  /** What the command at hand is about. */
  readonly arguments: Float64Array;
  readonly words: Uint32Array;
  /** The rows of this round: those learnt from, then all others. */
  readonly start: Uint32Array;
  /** The same, sorted by leaf as the tree grows. */
  readonly order: Uint32Array;
  readonly leftCounts: Int32Array;
  /** For each bin of the feature that is split by: 1 goes left. */
  readonly sides: Uint8Array;
  /** For each feature, whether this round looks at it. */
  readonly active: Uint8Array;
  readonly found: Float64Array;
  readonly foundBins: Uint8Array;
  readonly losses: Float64Array;
  /** The gradient pairs of a node's rows in the order of the rows, for the histogram's sake. */
  readonly ordered: Float32Array;
  /** For each chunk of the rows learnt from, the sums of its gradients and hessians. */
  readonly chunkSums: Float64Array;
  /** Positions in `order` where a run of one leaf starts, and the leaf. */
  readonly leafStarts: Int32Array;
  readonly leafValues: Float64Array;
  readonly histograms: Float64Array;
}

export function arraysOf(spec: BoostSpec): BoostArrays {
  const { layout: at, rows, trainRows, outputs, features, weighted } = spec;
  const { buffer } = spec.memory;
  const groups = spec.firstBin.length / 4;
  const chunks = (at.chunkSums - at.losses) / 8;
  return {
    rows,
    trainRows,
    outputs,
    control: new Int32Array(buffer, at.control, controlWords),
    arguments: new Float64Array(buffer, at.arguments, argumentCount),
    words: new Uint32Array(buffer, at.words, groups * rows),
    targets: new Float64Array(buffer, at.targets, rows),
    weights: weighted ? new Float64Array(buffer, at.weights, rows) : undefined,
    scores: new Float64Array(buffer, at.scores, outputs * rows),
    pairs: new Float32Array(buffer, at.pairs, 2 * outputs * trainRows),
    start: new Uint32Array(buffer, at.start, rows),
    order: new Uint32Array(buffer, at.order, rows),
    leftCounts: new Int32Array(buffer, at.leftCounts, chunks),
    sides: new Uint8Array(buffer, at.sides, 256),
    active: new Uint8Array(buffer, at.active, features.length),
    found: new Float64Array(buffer, at.found, 2 * foundNumbers * groups),
    foundBins: new Uint8Array(buffer, at.foundBins, 2 * 256 * groups),
    losses: new Float64Array(buffer, at.losses, chunks),
    ordered: new Float32Array(buffer, at.ordered, 2 * trainRows),
    chunkSums: new Float64Array(buffer, at.chunkSums, 2 * chunks),
    leafStarts: new Int32Array(buffer, at.leafStarts, (at.leafValues - at.leafStarts) / 4),
    leafValues: new Float64Array(buffer, at.leafValues, (at.histograms - at.leafValues) / 8),
    histograms: new Float64Array(buffer, at.histograms),
  };
}
