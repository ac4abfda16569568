import { chunkRows } from './boost-layout.js';
import { commands } from './boost-tasks.js';
import type { Growth, Leaf } from './growth.js';
import { leafValue } from './leaf-values.js';
import { leafQuantile } from './objectives.js';

/** Values the leaves, and adds the values to the scores. */
export function closeLeaves(growth: Growth, leaves: readonly Leaf[], output: number): void {
  const { arrays, team, spec, forest, limits } = growth;
  const { leafValues, leafStarts } = arrays;
  const byQuantile = leafQuantile(spec.objective) !== undefined;
  const maxStep = Math.min(spec.rules.maxStep, spec.stepCap);
  if (byQuantile) {
    for (const [at, leaf] of leaves.entries()) leafStarts.set([leaf.from, leaf.to], 2 * at);
    team.run(commands.leaf, leaves.length);
  }
  const rules = { ...spec.rules, maxStep };
  for (const [at, leaf] of leaves.entries()) {
    rules.l2 = leaf.l2;
    const value = byQuantile
      ? Math.min(leaf.bounds.upper, Math.max(leaf.bounds.lower, leafValues[at] as number))
      : leafValue(leaf, rules, leaf.bounds);
    leafValues[at] = limits.learningRate * value;
    forest.leaf(leaf.node, [limits.learningRate * value]);
  }
  const runs = leaves
    .flatMap((leaf, at) => [
      [leaf.from, at, leaf.to],
      [leaf.outsideFrom, at, leaf.outsideTo],
    ])
    .filter(([from = 0, , to = 0]) => from < to)
    .sort(([a = 0], [b = 0]) => a - b);
  for (const [at, [from = 0, leaf = 0]] of runs.entries()) leafStarts.set([from, leaf], 2 * at);
  arrays.arguments.set([runs.length, output]);
  team.run(commands.add, Math.ceil(arrays.rows / chunkRows));
}
