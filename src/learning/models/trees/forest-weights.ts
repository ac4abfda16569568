import type { SavedModel, Weights } from '../../../contracts/model.js';
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

/** The forest in a saved model. */
export function readForest({ weights }: Pick<SavedModel, 'weights'>): Forest {
  const block = <Kind>(name: string, kind: new (size: number) => Kind): Kind => {
    const values = weights[`forest.${name}`]?.values;
    if (values instanceof kind) return values;
    throw new Error(`the model has no ${kind.name} forest.${name}`);
  };
  const [outputs = 1, width = 1] = block('outputs', Int32Array);
  return {
    outputs,
    width,
    roots: block('roots', Int32Array),
    feature: block('feature', Int32Array),
    threshold: block('threshold', Float32Array),
    child: block('child', Int32Array),
    flags: block('flags', Uint8Array),
    setAt: block('set_at', Int32Array),
    sets: block('sets', Int32Array),
    leaves: block('leaves', Float64Array),
    cover: block('cover', Float32Array),
  };
}
