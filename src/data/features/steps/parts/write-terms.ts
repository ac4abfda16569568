import type { Block } from '../step.js';

/** Changes the counts of a text's terms into what is written. `touched` says which of them are not 0. */
export type Weigh = (counts: Float64Array, touched: readonly number[]) => void;

/** Writes for each text what `weigh` makes of how often each term occurs; a missing text has no terms. */
export function termWriter(
  width: number,
  addTerms: (text: string, add: (place: number, amount: number) => void) => void,
  weigh: Weigh,
): (values: readonly (string | null)[], block: Block) => void {
  const counts = new Float64Array(width);
  const isTouched = new Uint8Array(width);
  const touched: number[] = [];
  const add = (place: number, amount: number): void => {
    counts[place] = (counts[place] as number) + amount;
    if (isTouched[place] === 1) return;
    isTouched[place] = 1;
    touched.push(place);
  };
  return (values, { from, count, target, cell, stride }) => {
    for (let row = 0; row < count; row++) {
      const text = values[from + row] ?? null;
      if (text !== null) addTerms(text, add);
      weigh(counts, touched);
      const at = cell + row * stride;
      target.fill(0, at, at + width);
      for (const place of touched) {
        target[at + place] = counts[place] as number;
        counts[place] = 0;
        isTouched[place] = 0;
      }
      touched.length = 0;
    }
  };
}

/** Brings what was touched to a length; nothing stays nothing. */
export function toLength(length: number, counts: Float64Array, touched: readonly number[]): void {
  let squares = 0;
  for (const place of touched) squares += (counts[place] as number) ** 2;
  if (squares === 0) return;
  const factor = length / Math.sqrt(squares);
  for (const place of touched) counts[place] = (counts[place] as number) * factor;
}
