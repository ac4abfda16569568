import type { StateArray } from '../../compute/packed-state.js';
import type { FeatureBins } from './bins.js';
import { asksCategory, type Forest, missingLeft } from './forest.js';
import type { TreeFeature } from './packed-rows.js';

/** A question as it was found on bins. */
export interface BinSplit {
  readonly feature: TreeFeature;
  /** `number`: the rows of bins 1 … bin go left. Unused for categories. */
  readonly bin: number;
  /** `category`: 1 for each bin that goes left, by bin. */
  readonly leftBins: Uint8Array;
  readonly missingLeft: boolean;
}

/** Writes a forest tree by tree: `startTree`, then `split` or `leaf` for every node from the root on. */
export class ForestBuilder {
  readonly #outputs: number;
  readonly #width: number;
  readonly #roots = new Growing(Int32Array);
  readonly #feature = new Growing(Int32Array);
  readonly #threshold = new Growing(Float32Array);
  readonly #child = new Growing(Int32Array);
  readonly #flags = new Growing(Uint8Array);
  readonly #setAt = new Growing(Int32Array);
  readonly #sets = new Growing(Int32Array);
  readonly #leaves = new Growing(Float64Array);
  readonly #cover = new Growing(Float32Array);

  constructor({ outputs, width }: { readonly outputs: number; readonly width: number }) {
    this.#outputs = outputs;
    this.#width = width;
  }

  /** All that was written so far, in an order of its own. */
  state(): readonly StateArray[] {
    return this.#parts.map((part) => part.finish());
  }

  /** Goes on from a {@link state}, of arrays as long as `lengths` say, which `fill` fills. */
  restore(lengths: readonly number[], fill: (arrays: readonly StateArray[]) => void): void {
    fill(this.#parts.map((part, at) => part.resize(lengths[at] ?? 0)));
  }

  get #parts() {
    return [
      ...[this.#roots, this.#feature, this.#threshold, this.#child, this.#flags],
      ...[this.#setAt, this.#sets, this.#leaves, this.#cover],
    ];
  }

  get trees(): number {
    return this.#roots.length;
  }

  /** Number of the root. */
  startTree(cover: number): number {
    const root = this.#addNode(cover);
    this.#roots.push(root);
    return root;
  }

  /** Gives the number of the left child; the right one is the next. */
  split(node: number, { feature, bin, leftBins, missingLeft: left }: BinSplit): number {
    const { column, bins } = feature;
    this.#feature.values[node] = column;
    this.#flags.values[node] =
      (left ? missingLeft : 0) | (bins.kind === 'category' ? asksCategory : 0);
    if (bins.kind === 'number') this.#threshold.values[node] = bins.cuts[bin - 1] ?? Infinity;
    else this.#setAt.values[node] = this.#addSet(bins, leftBins, left);
    const child = this.#addNode(0);
    this.#addNode(0);
    this.#child.values[node] = child;
    return child;
  }

  setCover(node: number, cover: number): void {
    this.#cover.values[node] = cover;
  }

  /** Makes a node a leaf; `values` are as many as the forest is wide. */
  leaf(node: number, values: ArrayLike<number>): void {
    this.#feature.values[node] = -1;
    this.#child.values[node] = this.#leaves.length / this.#width;
    for (let k = 0; k < this.#width; k++) this.#leaves.push(values[k] as number);
  }

  finish(): Forest {
    return {
      outputs: this.#outputs,
      width: this.#width,
      roots: this.#roots.finish(),
      feature: this.#feature.finish(),
      threshold: this.#threshold.finish(),
      child: this.#child.finish(),
      flags: this.#flags.finish(),
      setAt: this.#sets.length === 0 ? new Int32Array(0) : this.#setAt.finish(),
      sets: this.#sets.finish(),
      leaves: this.#leaves.finish(),
      cover: this.#cover.finish(),
    };
  }

  #addNode(cover: number): number {
    const node = this.#feature.length;
    this.#feature.push(-1);
    this.#threshold.push(0);
    this.#child.push(0);
    this.#flags.push(0);
    this.#setAt.push(0);
    this.#cover.push(cover);
    return node;
  }

  /** Codes that no training row has go where missing values go. */
  #addSet(
    { binOf }: FeatureBins & { readonly kind: 'category' },
    leftBins: Uint8Array,
    unseenLeft: boolean,
  ): number {
    const words = new Int32Array(Math.ceil(binOf.length / 32));
    for (let code = 0; code < binOf.length; code++) {
      const bin = binOf[code] as number;
      const left = bin === 0 ? unseenLeft : leftBins[bin] === 1;
      if (left) words[code >> 5] = (words[code >> 5] as number) | (1 << (code & 31));
    }
    const start = this.#sets.length;
    this.#sets.push(words.length);
    for (const word of words) this.#sets.push(word);
    return start;
  }
}

type Numbers = Int32Array | Uint8Array | Float32Array | Float64Array;

/** A typed array that grows by doubling. */
class Growing<Kind extends Numbers> {
  readonly #make: new (
    size: number,
  ) => Kind;
  values: Kind;
  length = 0;

  constructor(make: new (size: number) => Kind) {
    this.#make = make;
    this.values = new make(64);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new this.#make(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  /** Room for so many values, to be filled by the caller. */
  resize(length: number): Kind {
    this.values = new this.#make(Math.max(64, length));
    this.length = length;
    return this.values.subarray(0, length) as Kind;
  }

  finish(): Kind {
    return this.values.slice(0, this.length) as Kind;
  }
}
