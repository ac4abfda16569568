import type { SavedModel, Weights } from '../../../contracts/model.js';
import { impliedPlaces } from './breadth-first.js';
import type { Forest } from './forest.js';

/** A forest as blocks of weights, named `forest.…`; {@link readForest} gives the same forest back. */
export function forestWeights(forest: Forest): Readonly<Record<string, Weights>> {
  const blocks = {
    outputs: Int32Array.of(forest.outputs, forest.width),
    roots: forest.roots,
    feature: forest.feature,
    threshold: forest.threshold,
    child: forest.child,
    flags: forest.flags,
    set_at: forest.setAt,
    sets: forest.sets,
    leaves: forest.leaves,
    cover: forest.cover,
  };
  return Object.fromEntries(
    Object.entries(blocks).map(([name, values]) => [
      `forest.${name}`,
      { shape: [values.length], values },
    ]),
  );
}

/**
 * The blocks of a forest whose nodes stand level by level, without what follows from that: where things are, the thresholds and flags of
 * leaves. {@link readForest} gives the same forest back.
 */
export function levelledForestWeights(forest: Forest): Readonly<Record<string, Weights>> {
  const {
    'forest.roots': _,
    'forest.child': __,
    'forest.set_at': ___,
    ...blocks
  } = forestWeights(forest);
  const asks = (at: number): boolean => (forest.feature[at] as number) >= 0;
  const threshold = forest.threshold.filter((_value, at) => asks(at));
  const flags = forest.flags.filter((_value, at) => asks(at));
  return {
    ...blocks,
    'forest.threshold': { shape: [threshold.length], values: threshold },
    'forest.flags': { shape: [flags.length], values: flags },
  };
}

/**
 * The blocks of a model for where rows are only predicted: how many training rows came by each node, which explanations want and
 * answers do not, is left out of its forests.
 */
export function withoutCover(weights: SavedModel['weights']): SavedModel['weights'] {
  const none = { shape: [0], values: new Float32Array(0) };
  return Object.fromEntries(
    Object.entries(weights).map(([name, block]) => [
      name,
      name.endsWith('forest.cover') ? none : block,
    ]),
  );
}

/** The forest in a saved model. */
export function readForest({ weights }: Pick<SavedModel, 'weights'>): Forest {
  const block = <Kind>(name: string, kind: new (size: number) => Kind): Kind => {
    const values = weights[`forest.${name}`]?.values;
    if (values instanceof kind) return values;
    throw new Error(`the model has no ${kind.name} forest.${name}`);
  };
  const [outputs = 1, width = 1] = block('outputs', Int32Array);
  const common = {
    ...{ outputs, width },
    feature: block('feature', Int32Array),
    sets: block('sets', Int32Array),
    leaves: block('leaves', Float64Array),
    cover: block('cover', Float32Array),
  };
  const [threshold, flags] = [block('threshold', Float32Array), block('flags', Uint8Array)];
  if (weights['forest.child'] === undefined) {
    const { feature, sets } = common;
    const allFlags = atAsking(feature, flags, new Uint8Array(feature.length));
    return {
      ...common,
      ...impliedPlaces(feature, allFlags, sets),
      threshold: atAsking(feature, threshold, new Float32Array(feature.length)),
      flags: allFlags,
    };
  }
  return {
    ...common,
    ...{ threshold, flags },
    roots: block('roots', Int32Array),
    child: block('child', Int32Array),
    setAt: block('set_at', Int32Array),
  };
}

/** Numbers of the nodes that ask something, each in the place of its node. */
function atAsking<Kind extends Float32Array | Uint8Array>(
  feature: Int32Array,
  values: Kind,
  into: Kind,
): Kind {
  let next = 0;
  for (let at = 0; at < feature.length; at++) {
    if ((feature[at] as number) >= 0) into[at] = values[next++] as number;
  }
  return into;
}
