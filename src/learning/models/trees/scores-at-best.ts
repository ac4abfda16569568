import type { BoostState } from './boost-setup.js';

/** The scores of the validation rows as they were after the best round. */
export class ScoresAtBest {
  readonly #state: BoostState;
  readonly #taken: Float64Array;
  #round = -1;

  constructor(state: BoostState) {
    const { rows, trainRows } = state.arrays;
    this.#state = state;
    this.#taken = new Float64Array((rows - trainRows) * state.start.length);
  }

  /** Keeps them as they are now. */
  take(round: number): void {
    this.#round = round;
    const { scores, rows, trainRows } = this.#state.arrays;
    const outputs = this.#state.start.length;
    for (let output = 0; output < outputs; output++) {
      const own = scores.subarray(output * rows + trainRows, (output + 1) * rows);
      if (outputs === 1) this.#taken.set(own);
      else
        for (let row = 0; row < own.length; row++)
          this.#taken[row * outputs + output] = own[row] as number;
    }
  }

  /** Those after a round, row by row; undefined when another was kept, as after a run that was interrupted. */
  of(round: number): Float64Array | undefined {
    return this.#taken.length > 0 && this.#round === round ? this.#taken : undefined;
  }
}
