import type { SavedModel } from '../../../contracts/model.js';
import { asksCategory, type Forest, missingLeft } from '../../../learning/models/trees/forest.js';
import { readForest } from '../../../learning/models/trees/forest-weights.js';
import type { OnnxGraph } from './graph.js';

/**
 * The sums of a forest's leaves for each output, in doubles. TreeEnsembleRegressor answers in float32, which is too coarse for
 * a target in the hundred thousands: each leaf is told twice, as a whole number of steps, whose sums are exact, and as the
 * rest.
 */
export function forestSums(graph: OnnxGraph, model: SavedModel, features: string): string {
  const forest = readForest(model);
  const { outputs } = forest;
  const step = stepOf(forest);
  const table = tableOf(forest, step);
  const attributes = Object.fromEntries(
    Object.entries(table.ints).map(([name, ints]) => [name, { ints }] as const),
  );
  const sums = graph.op(
    'TreeEnsembleRegressor',
    [graph.cast(features, 'double')],
    {
      ...attributes,
      nodes_modes: { texts: table.modes },
      nodes_values_as_tensor: { doubles: table.values },
      target_weights_as_tensor: { doubles: table.weights },
      n_targets: { int: 2 * outputs },
      aggregate_function: { text: 'SUM' },
      post_transform: { text: 'NONE' },
    },
    { domain: 'ai.onnx.ml' },
  );
  // Steps come first, then rests.
  const mix = Array.from({ length: 2 * outputs }, (_, from) =>
    Array.from({ length: outputs }, (_, to) =>
      from === to ? step : from === to + outputs ? 1 : 0,
    ),
  ).flat();
  return graph.op('MatMul', [
    graph.cast(sums, 'double'),
    graph.numbers(mix, [2 * outputs, outputs]),
  ]);
}

/** So that sums of steps stay whole numbers below 2^23, which float32 holds exactly. */
function stepOf({ roots, leaves }: Forest): number {
  const largest = leaves.reduce((most, leaf) => Math.max(most, Math.abs(leaf)), 0);
  return largest === 0 ? 1 : 2 ** Math.ceil(Math.log2((largest * roots.length) / 2 ** 22));
}

function tableOf(forest: Forest, step: number) {
  const ints = {
    nodes_treeids: [] as number[],
    nodes_nodeids: [] as number[],
    nodes_featureids: [] as number[],
    nodes_truenodeids: [] as number[],
    nodes_falsenodeids: [] as number[],
    nodes_missing_value_tracks_true: [] as number[],
    target_treeids: [] as number[],
    target_nodeids: [] as number[],
    target_ids: [] as number[],
  };
  const [modes, values, weights]: [string[], number[], number[]] = [[], [], []];
  const node = (
    tree: number,
    id: number,
    facts: readonly [string, number, number, number, number, number],
  ) => {
    const [mode, feature, value, yes, no, tracks] = facts;
    ints.nodes_treeids.push(tree);
    ints.nodes_nodeids.push(id);
    modes.push(mode);
    ints.nodes_featureids.push(feature);
    values.push(value);
    ints.nodes_truenodeids.push(yes);
    ints.nodes_falsenodeids.push(no);
    ints.nodes_missing_value_tracks_true.push(tracks);
  };
  const { roots, feature, threshold, child, flags, leaves, width, outputs } = forest;
  const leaf = (tree: number, id: number, target: number, value: number) => {
    const steps = Math.round(value / step);
    for (const [place, part] of [
      [target, steps],
      [target + outputs, value - steps * step],
    ] as const) {
      ints.target_treeids.push(tree);
      ints.target_nodeids.push(id);
      ints.target_ids.push(place);
      weights.push(part);
    }
  };
  for (const [tree, root] of roots.entries()) {
    const end = roots[tree + 1] ?? feature.length;
    // Nodes that ask for a category become several: the new ones get ids behind the tree's own.
    let next = end - root;
    for (let at = root; at < end; at++) {
      const id = at - root;
      const first = child[at] as number;
      if ((feature[at] as number) < 0) {
        node(tree, id, ['LEAF', 0, 0, 0, 0, 0]);
        for (let k = 0; k < width; k++) {
          leaf(tree, id, width === 1 ? tree % outputs : k, leaves[first * width + k] as number);
        }
        continue;
      }
      const flag = flags[at] as number;
      const tracks = (flag & missingLeft) === 0 ? 0 : 1;
      const [yes, no] = [first - root, first - root + 1];
      if ((flag & asksCategory) === 0) {
        node(tree, id, [
          'BRANCH_LEQ',
          feature[at] as number,
          threshold[at] as number,
          yes,
          no,
          tracks,
        ]);
        continue;
      }
      const codes = codesOf(forest, at);
      // An empty set is no code at all.
      const asked = codes.length === 0 ? [-1] : codes;
      for (const [place, code] of asked.entries()) {
        const isLast = place === asked.length - 1;
        const own = place === 0 ? id : next++;
        const otherwise = isLast ? no : next;
        node(tree, own, ['BRANCH_EQ', feature[at] as number, code, yes, otherwise, tracks]);
      }
    }
  }
  return { ints, modes, values, weights };
}

function codesOf({ setAt, sets }: Forest, node: number): readonly number[] {
  const start = setAt[node] as number;
  const words = sets[start] as number;
  return Array.from({ length: 32 * words }, (_, code) => code).filter(
    (code) => (((sets[start + 1 + (code >> 5)] as number) >>> (code & 31)) & 1) === 1,
  );
}
