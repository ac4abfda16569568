import { permutation, type Random } from '../../../contracts/seeded-random.js';
import type { ForestRows, RankedFeature } from './forest-rows.js';

/** Columns of so few categories are put in another order for each tree. */
const mostCategories = 10;
/** Each thread has ranks of its own for them, a byte each: beyond so many, orders are not drawn. */
const mostRanks = 2 ** 26;

/**
 * Orders of the categories of a tree. In the order of the target every tree cuts few categories alike; in one drawn for each tree they part
 * in different ways, and the forest has seen most of them, which is worth more than the best order (docs/benchmarks.md).
 * Two categories part in one way only, and those of many need the order of the target to be parted well at all.
 */
export class CategoryOrders {
  /** Numbers of the features whose order is drawn. */
  readonly features: readonly number[];
  readonly #all: readonly RankedFeature[];
  readonly #orders = new Map<number, Order>();

  /** Unless they are to be `drawn`, all orders stay those of all rows. */
  constructor({ features: all, rows }: Pick<ForestRows, 'features' | 'rows'>, drawn: boolean) {
    this.#all = all;
    const few = all.flatMap(({ binOf, count }, feature) =>
      binOf !== undefined && count > 2 && count <= mostCategories ? [feature] : [],
    );
    this.features = drawn && few.length * rows <= mostRanks ? few : [];
  }

  /** Draws the orders of the next tree. */
  draw(random: Random): void {
    for (const feature of this.features) {
      const { count, binOf } = this.#all[feature] as RankedFeature;
      const order = { rankOf: new Uint8Array(count + 1), binOf: new Uint8Array(count + 1) };
      for (const [at, rank] of permutation(count, random).entries()) {
        order.rankOf[rank + 1] = at + 1;
        order.binOf[at + 1] = binOf?.[rank + 1] as number;
      }
      this.#orders.set(feature, order);
    }
  }

  /** The rank in this tree of what has a rank in all rows; undefined where it is the same. */
  rankOf(feature: number): Uint8Array | undefined {
    return this.#orders.get(feature)?.rankOf;
  }

  /** The bin of each rank of this tree; undefined for numbers. */
  binOf(feature: number): Uint8Array | undefined {
    return this.#orders.get(feature)?.binOf ?? this.#all[feature]?.binOf;
  }
}

interface Order {
  readonly rankOf: Uint8Array;
  readonly binOf: Uint8Array;
}
