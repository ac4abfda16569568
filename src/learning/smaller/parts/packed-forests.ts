import { packDictionary } from '../../../artifacts/packings/dictionary.js';
import { packNarrow } from '../../../artifacts/packings/narrow.js';
import type { PackedWeights, SavedModel, Weights } from '../../../contracts/model.js';
import { breadthFirst } from '../../models/trees/breadth-first.js';
import { levelledForestWeights, readForest } from '../../models/trees/forest-weights.js';
import { packedBlock } from './packed-block.js';

type Blocks = SavedModel['weights'];
type PackLeaves = (leaves: Float64Array) => PackedWeights | undefined;

/** Whether there are trees in a model, its own or those of a model within it. */
export function hasForest({ weights }: Pick<SavedModel, 'weights'>): boolean {
  return prefixesOf(weights).length > 0;
}

/**
 * Packs every forest of a model: what it asks and how many rows came by without any loss, the values of its leaves as told. Blocks
 * of other kinds stay.
 */
export function packForests(weights: Blocks, packLeaves: PackLeaves): Blocks {
  const prefixes = prefixesOf(weights);
  const isOf = (name: string) => prefixes.some((prefix) => name.startsWith(`${prefix}forest.`));
  const others = Object.entries(weights).filter(([name]) => !isOf(name));
  const forests = prefixes.flatMap((prefix) => {
    const own = Object.entries(weights).flatMap(([name, block]) =>
      name.startsWith(`${prefix}forest.`) ? [[name.slice(prefix.length), block] as const] : [],
    );
    const packed = packForest(Object.fromEntries(own), packLeaves);
    return Object.entries(packed).map(([name, block]) => [`${prefix}${name}`, block] as const);
  });
  return Object.fromEntries([...others, ...forests]);
}

function packForest(weights: Blocks, packLeaves: PackLeaves): Blocks {
  const blocks = levelledForestWeights(breadthFirst(readForest({ weights })));
  const packs: Readonly<Record<string, (values: Weights['values']) => PackedWeights | undefined>> =
    {
      'forest.feature': (values) => packNarrow(values as Int32Array),
      'forest.threshold': (values) => packDictionary(values as Float32Array),
      'forest.cover': (values) => packDictionary(values as Float32Array),
      'forest.leaves': (values) => packLeaves(values as Float64Array),
    };
  const entries = Object.entries(blocks).map(([name, block]) => {
    return [name, packedBlock(block, packs[name]?.(block.values))] as const;
  });
  return Object.fromEntries(entries);
}

/** What stands before `forest.` in the names of blocks: nothing, or the place of a model within another. */
function prefixesOf(weights: Blocks): readonly string[] {
  return Object.keys(weights).flatMap((name) =>
    name.endsWith('forest.feature') ? [name.slice(0, -'forest.feature'.length)] : [],
  );
}
