import { permutation, type Random } from '../../contracts/seeded-random.js';

/** A game of some players in several worlds: what is wanted of it is meant over the worlds. */
export interface Game {
  readonly players: number;
  readonly worlds: number;
  /** What each coalition is worth in its world. `coalitions` has a 1 for each player that is in, player by player. */
  readonly values: (coalitions: Uint8Array, worlds: Int32Array) => Float64Array;
}

export interface ShapleyValues {
  /** What the game is worth without anybody. */
  readonly base: number;
  /** Of each player; with `base` they sum to what all together are worth. */
  readonly values: Float64Array;
  /** Standard error of each value, where it was sampled. */
  readonly errors?: Float64Array;
}

/** Shapley values by their definition (Shapley 1953), from all 2^players coalitions in each world. */
export function exactShapley({ players, worlds, values }: Game): ShapleyValues {
  const count = 2 ** players;
  const coalitions = new Uint8Array(count * players);
  for (let set = 0; set < count; set++) {
    for (let player = 0; player < players; player++) {
      coalitions[set * players + player] = (set >> player) & 1;
    }
  }
  const worth = new Float64Array(count);
  for (let world = 0; world < worlds; world++) {
    const found = values(coalitions, new Int32Array(count).fill(world));
    for (let set = 0; set < count; set++) {
      worth[set] = (worth[set] as number) + (found[set] as number) / worlds;
    }
  }
  const weights = sizeWeights(players);
  const shares = new Float64Array(players);
  for (let set = 0; set < count; set++) {
    const weight = weights[sizeOf(set)] as number;
    for (let player = 0; player < players; player++) {
      if (((set >> player) & 1) === 1) continue;
      const gain = (worth[set | (1 << player)] as number) - (worth[set] as number);
      shares[player] = (shares[player] as number) + weight * gain;
    }
  }
  return { base: worth[0] as number, values: shares };
}

/** For a coalition of each size: the share of orders in which it comes first and a given player next. */
function sizeWeights(players: number): Float64Array {
  const weights = new Float64Array(players);
  let choices = 1;
  for (let size = 0; size < players; size++) {
    weights[size] = 1 / (players * choices);
    choices = (choices * (players - 1 - size)) / (size + 1);
  }
  return weights;
}

function sizeOf(set: number): number {
  let size = 0;
  for (let rest = set; rest !== 0; rest >>= 1) size += rest & 1;
  return size;
}

/**
 * Shapley values from random orders in which the players come in (Castro, Gómez & Tejada 2009), each followed by its reverse, which
 * makes the error smaller (Mitchell et al. 2022). Each pair of orders is played in one world, and all worlds come equally
 * often, so that values and base sum exactly to what all players are worth.
 */
export function sampledShapley(
  { players, worlds, values }: Game,
  { pairs, random }: { readonly pairs: number; readonly random: Random },
): ShapleyValues {
  const rounds = Math.max(1, Math.round(pairs / worlds)) * worlds;
  const perPair = 2 * (players + 1);
  const sums = new Float64Array(players);
  const squares = new Float64Array(players);
  let base = 0;
  for (let pair = 0; pair < rounds; pair++) {
    const order = permutation(players, random);
    const orders = [order, order.toReversed()];
    const coalitions = new Uint8Array(perPair * players);
    orders.forEach((each, at) => fillOrder(each, coalitions, at * (players + 1) * players));
    const worth = values(coalitions, new Int32Array(perPair).fill(pair % worlds));
    const gains = new Float64Array(players);
    orders.forEach((each, at) => addGains(each, worth.subarray(at * (players + 1)), gains));
    base += worth[0] as number;
    for (let player = 0; player < players; player++) {
      const gain = (gains[player] as number) / 2;
      sums[player] = (sums[player] as number) + gain;
      squares[player] = (squares[player] as number) + gain * gain;
    }
  }
  const means = sums.map((sum) => sum / rounds);
  const errors = squares.map((square, player) => {
    const variance = Math.max(0, square / rounds - (means[player] as number) ** 2);
    return Math.sqrt(variance / Math.max(1, rounds - 1));
  });
  return { base: base / rounds, values: means, errors };
}

/** Coalitions from nobody to all, as the players come in. */
function fillOrder(order: Uint32Array, coalitions: Uint8Array, start: number): void {
  const players = order.length;
  for (let size = 1; size <= players; size++) {
    const at = start + size * players;
    coalitions.copyWithin(at, at - players, at);
    coalitions[at + (order[size - 1] as number)] = 1;
  }
}

function addGains(order: Uint32Array, worth: Float64Array, gains: Float64Array): void {
  for (const [at, player] of order.entries()) {
    const gain = (worth[at + 1] as number) - (worth[at] as number);
    gains[player] = (gains[player] as number) + gain;
  }
}
