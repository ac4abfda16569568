import type { Fold, FoldWish } from './fold.js';

/** 1, 2, … up to a number. */
export function numbers(upTo: number): readonly number[] {
  return Array.from({ length: upTo }, (_, at) => at + 1);
}

/** Every fold of a wish that is not about time, each followed by those within it. */
export function foldNames({ outer, inner, repeats }: FoldWish): readonly Omit<Fold, 'rows'>[] {
  return numbers(repeats).flatMap((repeat) =>
    numbers(outer).flatMap((held) => [
      { repeat, outer: held, inner: null, column: `outer_${repeat}`, number: held, until: null },
      ...numbers(inner ?? 0).map((number) => ({
        ...{ repeat, outer: held, inner: number },
        ...{ column: `inner_${repeat}_${held}`, number, until: null },
      })),
    ]),
  );
}
