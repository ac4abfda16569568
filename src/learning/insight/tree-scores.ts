import type { SavedModel } from '../../contracts/model.js';
import type { Forest } from '../models/trees/forest.js';
import { readForest } from '../models/trees/forest-weights.js';

/** In what a contribution is measured. `logit`: scores of several classes before they become probabilities; `log`: of a count. */
export type ContributionUnit = 'log-odds' | 'logit' | 'log' | 'probability' | 'value' | 'score';

/** A model that is a sum of trees: `start` + `scale` × what the forest says, for each output. */
export interface TreeScore {
  readonly forest: Forest;
  readonly scale: number;
  readonly start: Float64Array;
  readonly unit: ContributionUnit;
}

/** The sum of trees that a model is, before its score becomes a probability; undefined when it is none. */
export function treeScoreOf(model: SavedModel): TreeScore | undefined {
  return families[model.family]?.(model);
}

const families: Readonly<Record<string, (model: SavedModel) => TreeScore>> = {
  'gradient-boosting': (model) => ({
    forest: readForest(model),
    scale: 1,
    start: Float64Array.from(model.weights['start']?.values ?? []),
    unit: model.config['objective'] === 'poisson' ? 'log' : logitUnit(model),
  }),
  'random-forest': meanOfTrees,
  'extra-trees': meanOfTrees,
  adaboost: (model) => {
    const forest = readForest(model);
    const scale = model.config['scale'] as number;
    return { forest, scale, start: new Float64Array(forest.outputs), unit: logitUnit(model) };
  },
};

function meanOfTrees(model: SavedModel): TreeScore {
  const forest = readForest(model);
  return {
    forest,
    scale: 1 / forest.roots.length,
    start: new Float64Array(forest.outputs),
    unit: model.task.kind === 'regression' ? 'value' : 'probability',
  };
}

function logitUnit({ task: { kind } }: SavedModel): ContributionUnit {
  if (kind === 'regression') return 'value';
  return kind === 'binary' ? 'log-odds' : 'logit';
}
