/**
 * The word the user most likely meant, or undefined when none is close:
 * optimal string alignment distance (Damerau–Levenshtein without repeats), at most a third of the length.
 */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const far = distance(word.toLowerCase(), candidate.toLowerCase());
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (last[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const edit = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution);
      const swap = isSwap(a, b, row, column) ? (beforeLast[column - 2] ?? 0) + 1 : Infinity;
      current.push(Math.min(edit, swap));
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
}

function isSwap(a: string, b: string, ...[row, column]: [row: number, column: number]): boolean {
  return row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
}
