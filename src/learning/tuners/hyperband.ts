import { randomFor } from '../../contracts/seeded-random.js';
import type { Pruner } from './pruner.js';
import { isHalved, longestOf } from './pruning/halving.js';

const factor = 3;

/**
 * Hyperband (Li et al. 2018): successive halving in several brackets that begin to stop trials at 1, 3, 9, … steps, so that slow
 * starters have a chance. Which bracket a trial is in, its number and the seed say. Stops nothing before a trial is complete.
 */
export const hyperband: Pruner = {
  name: 'hyperband',
  summary: 'like `asha`, but some trials are tried for longer before they may be stopped',
  prunes(trial, others, request) {
    const longest = longestOf(others);
    if (longest === undefined) return false;
    const budgets = budgetsOf(longest + 1);
    const bracketOf = ({ number }: { readonly number: number }): number =>
      bracket(budgets, randomFor(request.seed, `tune/hyperband/${number}`)());
    const own = bracketOf(trial);
    const rivals = others.filter((other) => bracketOf(other) === own);
    return isHalved(trial, rivals, { ...request, first: factor ** own, factor });
  },
};

/** How large a part of the trials each bracket gets: the earlier it stops them, the more. */
function budgetsOf(longest: number): readonly number[] {
  const brackets = Math.floor(Math.log(longest) / Math.log(factor) + 1e-9) + 1;
  return Array.from({ length: brackets }, (_, at) => {
    const halvings = brackets - 1 - at;
    return Math.ceil((brackets * factor ** halvings) / (halvings + 1));
  });
}

function bracket(budgets: readonly number[], share: number): number {
  const total = budgets.reduce((sum, budget) => sum + budget, 0);
  let rest = share * total;
  return budgets.findIndex((budget) => (rest -= budget) < 0);
}
