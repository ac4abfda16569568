import { packDictionary } from '../../artifacts/packings/dictionary.js';
import type { SavedModel } from '../../contracts/model.js';
import { firstTrees } from '../models/trees/forest.js';
import { forestWeights, readForest } from '../models/trees/forest-weights.js';
import { mergeLeaves } from './parts/merge-leaves.js';
import { packForests } from './parts/packed-forests.js';
import { defineSmaller, type SmallerWorld } from './smaller-method.js';

/** Families whose first trees are a model of the same kind. */
const cuttable: readonly string[] = ['gradient-boosting', 'random-forest', 'extra-trees'];

/** Tries so many shares of trees and of leaves. */
const steps = 20;

/** Fewer trees, and fewer leaves in each; stored as `lossless` does. */
export const trees = defineSmaller({
  name: 'trees',
  summary:
    'Fewer trees, and leaves that differ little merged: as many as told, or as few as `max_loss` on the validation rows allows',
  params: {
    max_loss: {
      type: 'number',
      minimum: 0,
      description:
        'How much worse the metric that chooses between candidates may be on the validation rows: the fewest trees, then the fewest leaves; 0 where nothing is told',
    },
    share: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Share of the trees that are kept, the first ones; all unless told',
    },
    merge: {
      type: 'number',
      minimum: 0,
      exclusiveMaximum: 1,
      description: 'Share of the leaves that are merged away; none unless told',
    },
  },
  apply: async (model, { max_loss: given, share, merge }, world) => {
    if (!cuttable.includes(model.family)) {
      return { cannot: `is for ${cuttable.join(', ')}, and this is a \`${model.family}\`` };
    }
    const most = given ?? (share === undefined && merge === undefined ? 0 : undefined);
    const cut =
      most === undefined
        ? { share: share ?? 1, merge: merge ?? 0 }
        : await searchCut(model, { most, share, merge }, world);
    return cutTo(model, cut);
  },
});

interface Cut {
  readonly share: number;
  readonly merge: number;
}

/** The least share of trees that keeps to the loss, and then the largest share of leaves; what is given is not searched. */
async function searchCut(
  model: SavedModel,
  {
    most,
    ...given
  }: { readonly most: number } & { readonly [Key in keyof Cut]: Cut[Key] | undefined },
  world: SmallerWorld,
): Promise<Cut> {
  const parts = Array.from({ length: steps }, (_, at) => (at + 1) / steps);
  const keeps = async (cut: Cut) => (await world.loss(cutTo(model, cut))) <= most;
  const first = async (cuts: readonly Cut[]): Promise<Cut | undefined> => {
    for (const cut of cuts) if (await keeps(cut)) return cut;
    return undefined;
  };
  const merge = given.merge ?? 0;
  const fewest =
    given.share === undefined ? await first(parts.map((share) => ({ share, merge }))) : undefined;
  const share = given.share ?? fewest?.share ?? 1;
  if (given.merge !== undefined) return { share, merge };
  const merged = parts.slice(0, -1).toReversed();
  return (await first(merged.map((part) => ({ share, merge: part })))) ?? { share, merge: 0 };
}

function cutTo(model: SavedModel, { share, merge }: Cut): SavedModel {
  const whole = readForest(model);
  // Each round of boosting has a tree for each output; those of a wide leaf have them all.
  const together = whole.width === 1 ? whole.outputs : 1;
  const rounds = Math.max(1, Math.round((share * whole.roots.length) / together));
  const forest = mergeLeaves(firstTrees(whole, rounds * together), merge);
  const others = Object.entries(model.weights).filter(([name]) => !name.startsWith('forest.'));
  const weights = { ...Object.fromEntries(others), ...forestWeights(forest) };
  const { config } = model;
  return {
    ...model,
    ...(config['trees'] !== undefined && { config: { ...config, trees: rounds * together } }),
    weights: packForests(weights, packDictionary),
  };
}
