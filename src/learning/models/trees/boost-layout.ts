import { openMemory, type SharedMemory } from '../../compute/wasm-memory.js';
import type { ObjectiveSpec } from './objectives.js';
import { groupsOf, type TreeFeature } from './packed-rows.js';
import type { SplitRules } from './split.js';

/** Rows that one task of a thread works on. */
export const chunkRows = 8192;

/** What the threads know of a packed feature. */
interface SharedFeature {
  readonly bins: number;
  readonly isCategory: boolean;
  readonly monotone: number;
}

/** All that the threads of one training share; plain data beside the shared memory. */
export interface BoostSpec {
  readonly memory: SharedMemory;
  readonly layout: BoostLayout;
  readonly features: readonly SharedFeature[];
  /** First bin of each feature within a histogram; padded to whole words, the padding has a bin of its own. */
  readonly firstBin: readonly number[];
  readonly histogramBins: number;
  readonly trainRows: number;
  /** Training rows, then validation rows. */
  readonly rows: number;
  readonly outputs: number;
  readonly weighted: boolean;
  readonly objective: ObjectiveSpec;
  readonly rules: SplitRules;
  /** Longest step of a leaf; unlike `rules.maxStep` it has no say in what is split. */
  readonly stepCap: number;
  /** Whether parents' histograms are kept, so that the larger child's is had by subtraction. */
  readonly subtracts: boolean;
}

/** Where each array starts, in bytes. */
export type BoostLayout = Readonly<Record<ArrayName, number>>;

type ArrayName =
  | 'control'
  | 'arguments'
  | 'words'
  | 'targets'
  | 'weights'
  | 'scores'
  | 'pairs'
  | 'ordered'
  | 'start'
  | 'order'
  | 'divided'
  | 'leftCounts'
  | 'sides'
  | 'active'
  | 'found'
  | 'foundBins'
  | 'losses'
  | 'chunkSums'
  | 'scanned'
  | 'leafStarts'
  | 'leafValues'
  | 'histograms';

export const controlWords = 16;
export const argumentCount = 32;
/** Numbers that a thread reports of the best split of a word's features, for each of two nodes. */
export const foundNumbers = 8;

export interface BoostSize {
  readonly features: readonly TreeFeature[];
  readonly trainRows: number;
  readonly rows: number;
  readonly outputs: number;
  readonly weighted: boolean;
  readonly leaves: number;
  readonly histogramBins: number;
  readonly slots: number;
}

/** Memory for a training of this size, and where things lie in it. */
export function layOut(
  size: BoostSize,
  { plain }: { readonly plain: boolean },
): { readonly memory: SharedMemory; readonly layout: BoostLayout } {
  const groups = groupsOf(size.features);
  const chunks = Math.ceil(size.rows / chunkRows) + 2;
  const bytes: Readonly<Record<ArrayName, number>> = {
    control: 4 * controlWords,
    arguments: 8 * argumentCount,
    words: 4 * groups * size.rows,
    targets: 8 * size.rows,
    weights: size.weighted ? 8 * size.rows : 0,
    scores: 8 * size.outputs * size.rows,
    pairs: 8 * size.outputs * size.trainRows,
    ordered: 8 * size.trainRows,
    start: 4 * size.rows,
    order: 4 * size.rows,
    divided: 4 * size.rows,
    leftCounts: 4 * chunks,
    sides: 256,
    active: 4 * groups,
    found: 2 * 8 * foundNumbers * groups,
    foundBins: 2 * 256 * groups,
    losses: 8 * chunks,
    chunkSums: 16 * chunks,
    scanned: 64 * groups,
    leafStarts: 4 * 2 * (2 * size.leaves + 1),
    leafValues: 8 * size.leaves,
    histograms: 16 * size.histogramBins * size.slots,
  };
  // The first cache line stays free: address 0 means "none" to the kernel.
  let total = 64;
  const layout: Partial<Record<ArrayName, number>> = {};
  for (const [name, length] of Object.entries(bytes) as [ArrayName, number][]) {
    layout[name] = total;
    total += Math.ceil(length / 64) * 64;
  }
  return { memory: openMemory(total, { plain }), layout: layout as BoostLayout };
}
