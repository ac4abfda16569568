import type { Marks } from './read-record.js';

/** A reading of a line whose quotes do not match. */
export interface Mended {
  readonly cells: readonly string[];
  /** How far it is from a proper line: 0 for one. */
  readonly cost: number;
}

/** What a missing or surplus cell weighs; a sound line with so many off is as good as one with a stray quote. */
export const raggedCost = 3;
/** A quote taken as a letter: at the beginning of a cell, as the first inside quotes, and as a further one there. */
const [strayOpening, strayInside, strayFurther] = [3, 2, 0.1];
/** Beyond so many the search would take long, and the line is no line of a table. */
const [mostDelimiters, mostQuotes] = [400, 80];

/**
 * The most likely cells of a line: some quotes are marks and some are letters; the reading with the fewest letters
 * that gives the wanted number of cells wins. Undefined when the line is too long to search.
 */
export function mendLine(line: string, marks: Marks, width: number): Mended | undefined {
  const { delimiter, quote } = marks;
  const pieces = line.split(delimiter);
  if (pieces.length > mostDelimiters || line.split(quote).length > mostQuotes) return undefined;
  const best = new Readings(pieces.length);
  for (let from = 0; from < pieces.length; from++) {
    for (const { upTo, cell, cost } of cellsFrom(pieces, from, marks)) {
      best.extend(from, upTo, { cell, cost });
    }
  }
  return best.chosen(width);
}

interface Reading {
  readonly cost: number;
  readonly cell: string;
  readonly before: Reading | undefined;
}

/** For each end and number of cells the cheapest reading. */
class Readings {
  readonly #reached: Map<number, Reading | undefined>[];
  readonly #costs: Map<number, number>[];

  constructor(pieces: number) {
    const places = Array.from({ length: pieces + 1 });
    this.#reached = places.map(() => new Map<number, Reading | undefined>());
    this.#costs = places.map(() => new Map<number, number>());
    this.#costs[0]?.set(0, 0);
  }

  extend(from: number, to: number, { cell, cost }: { cell: string; cost: number }): void {
    for (const [count, sofar] of this.#costs[from] ?? []) {
      const known = this.#costs[to]?.get(count + 1);
      if (known !== undefined && known <= sofar + cost) continue;
      this.#costs[to]?.set(count + 1, sofar + cost);
      const before = this.#reached[from]?.get(count);
      this.#reached[to]?.set(count + 1, { cost: sofar + cost, cell, before });
    }
  }

  chosen(width: number): Mended | undefined {
    let [found, least]: [Reading | undefined, number] = [undefined, Infinity];
    for (const [count, reading] of this.#reached.at(-1) ?? []) {
      const total = (reading?.cost ?? 0) + raggedCost * Math.abs(count - width);
      if (total < least || (total === least && count === width)) [found, least] = [reading, total];
    }
    return found === undefined ? undefined : { cells: cellsOf(found), cost: least };
  }
}

function cellsOf(last: Reading): readonly string[] {
  const cells: string[] = [];
  for (let at: Reading | undefined = last; at !== undefined; at = at.before) cells.push(at.cell);
  return cells.reverse();
}

interface CellReading {
  /** The piece after the cell. */
  readonly upTo: number;
  readonly cell: string;
  readonly cost: number;
}

function* cellsFrom(
  pieces: readonly string[],
  from: number,
  marks: Marks,
): Generator<CellReading, void> {
  const first = pieces[from] ?? '';
  const opens = first.trimStart().startsWith(marks.quote);
  const isPlain = !/[\r\n]/.test(first);
  if (isPlain) yield { upTo: from + 1, cell: first, cost: opens ? strayOpening : 0 };
  if (!opens) return;
  for (let last = from; last < pieces.length; last++) {
    if (!(pieces[last] ?? '').trimEnd().endsWith(marks.quote)) continue;
    const whole = pieces
      .slice(from, last + 1)
      .join(marks.delimiter)
      .trim();
    if (whole.length < 2) continue;
    yield { upTo: last + 1, ...unescaped(whole.slice(1, -1), marks) };
  }
}

/** The text between quotes, and the weight of those in it that are not escaped: a delimiter beside one makes it heavy. */
function unescaped(
  inner: string,
  { delimiter, quote, escape }: Marks,
): { cell: string; cost: number } {
  const parts = inner.split(escape + quote);
  const strays = parts.flatMap((part) => {
    const between = part.split(quote);
    return between.slice(1).map((after, at) => [between[at] ?? '', after] as const);
  });
  const heavy = strays.filter(
    ([before, after]) => before.endsWith(delimiter) || after.startsWith(delimiter),
  ).length;
  const light = strays.length - heavy;
  const cost = heavy * strayInside + (light > 0 ? strayInside + (light - 1) * strayFurther : 0);
  return { cell: parts.join(quote), cost };
}
