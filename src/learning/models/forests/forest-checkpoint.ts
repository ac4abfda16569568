import type { Checkpoints } from '../../compute/fit-context.js';
import { packState, type StateArray, unpackState } from '../../compute/packed-state.js';
import type { Forest } from '../trees/forest.js';
import type { TreeResult } from './grow-forest.js';

/** Where a forest that is being grown is kept. */
interface ForestKeeper {
  /** Trees that a killed training of the same forest has left. */
  readonly kept: readonly TreeResult[];
  /** Writes down what is grown, when it is time to; never twice at once. */
  keep(results: readonly TreeResult[]): void;
  /** When nothing is being written any more. Throws what went wrong with that. */
  done(): Promise<void>;
}

/** Takes up what is kept under `checkpoints`, if it is of the forest that `key` names, and keeps what comes. */
export async function keepForest(
  key: string,
  checkpoints: Checkpoints | undefined,
): Promise<ForestKeeper> {
  if (checkpoints === undefined) {
    return { kept: [], keep: () => undefined, done: () => Promise.resolve() };
  }
  const saved = await checkpoints.load();
  let savedAt = performance.now();
  let writing: Promise<void> | undefined;
  let problem: { readonly error: unknown } | undefined;
  return {
    kept: saved === undefined ? [] : treesIn(saved, key),
    keep: (results) => {
      const isEarly = performance.now() - savedAt < checkpoints.everySeconds * 1000;
      if (isEarly || writing !== undefined) return;
      savedAt = performance.now();
      writing = checkpoints
        .save(packed(results, key))
        .catch((error: unknown) => {
          problem = { error };
        })
        .finally(() => {
          writing = undefined;
        });
    },
    done: async () => {
      await writing;
      if (problem !== undefined) throw problem.error;
    },
  };
}

const parts = [
  ...(['roots', 'feature', 'threshold', 'child', 'flags'] as const),
  ...(['setAt', 'sets', 'leaves', 'cover'] as const),
];

interface Facts {
  readonly key: string;
  readonly trees: readonly {
    readonly tree: number;
    readonly outputs: number;
    readonly width: number;
    /** Of each part, and of the gains. */
    readonly lengths: readonly number[];
  }[];
}

function packed(results: readonly TreeResult[], key: string): Uint8Array {
  // Trees that are not grown yet are holes, which `flatMap` leaves out.
  const all = results.flatMap((result) => [result]);
  const facts: Facts = {
    key,
    trees: all.map(({ tree, forest, gains }) => ({
      ...{ tree, outputs: forest.outputs, width: forest.width },
      lengths: [...parts.map((part) => forest[part].length), gains.length],
    })),
  };
  return packState(
    facts,
    all.flatMap(({ forest, gains }) => [...parts.map((part) => forest[part]), gains]),
  );
}

function treesIn(bytes: Uint8Array, key: string): readonly TreeResult[] {
  const { facts: read, fill } = unpackState(bytes);
  const facts = read as Facts;
  if (facts.key !== key) return [];
  const arrays: StateArray[] = [];
  const results = facts.trees.map(({ tree, outputs, width, lengths }): TreeResult => {
    const length = (part: (typeof parts)[number]): number => lengths[parts.indexOf(part)] ?? 0;
    const forest: Forest = {
      ...{ outputs, width },
      roots: new Int32Array(length('roots')),
      feature: new Int32Array(length('feature')),
      threshold: new Float32Array(length('threshold')),
      child: new Int32Array(length('child')),
      flags: new Uint8Array(length('flags')),
      setAt: new Int32Array(length('setAt')),
      sets: new Int32Array(length('sets')),
      leaves: new Float64Array(length('leaves')),
      cover: new Float32Array(length('cover')),
    };
    const gains = new Float64Array(lengths.at(-1) ?? 0);
    arrays.push(...parts.map((part) => forest[part]), gains);
    return { tree, forest, gains };
  });
  fill(arrays);
  return results;
}
