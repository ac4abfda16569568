import type { Vector } from '../../contracts/batch.js';

/** Above this the columns say nearly the same. */
const strong = 0.8;
/** A column of names with more different ones is not compared. */
const mostNames = 50;

/**
 * Sets of columns that say nearly the same, so that each alone seems to matter less than it does: numbers whose ranks go together (Spearman), names
 * that go with each other (Cramér's V without its bias, Bergsma 2013). A set holds all that are linked by at least 0.8.
 */
export function relatedColumns(
  columns: ReadonlyMap<string, Vector>,
): readonly (readonly string[])[] {
  const numbers: [string, Float64Array][] = [];
  const names: [string, Int32Array][] = [];
  for (const [name, vector] of columns) {
    if (vector.kind === 'number') numbers.push([name, ranksOf(vector.values)]);
    const codes = vector.kind === 'string' ? codesOf(vector.values) : undefined;
    if (codes !== undefined) names.push([name, codes]);
  }
  const links = [
    ...linked(numbers, (a, b) => Math.abs(correlation(a, b))),
    ...linked(names, cramersV),
  ];
  return joined([...columns.keys()], links);
}

function linked<Values>(
  list: readonly (readonly [string, Values])[],
  measure: (a: Values, b: Values) => number,
): (readonly [string, string])[] {
  return list.flatMap(([name, values], at) =>
    list
      .slice(at + 1)
      .filter(([, others]) => measure(values, others) >= strong)
      .map(([other]) => [name, other] as const),
  );
}

/** Names that hang together, in the order given. */
function joined(
  names: readonly string[],
  links: readonly (readonly [string, string])[],
): readonly (readonly string[])[] {
  const setOf = new Map(names.map((name) => [name, new Set([name])]));
  for (const [a, b] of links) {
    const [one, other] = [setOf.get(a), setOf.get(b)];
    if (one === undefined || other === undefined || one === other) continue;
    for (const name of other) {
      one.add(name);
      setOf.set(name, one);
    }
  }
  return [...new Set(setOf.values())]
    .filter(({ size }) => size > 1)
    .map((set) => names.filter((name) => set.has(name)));
}

/** Ranks, the same for equal values; a missing value has the middle one. */
function ranksOf(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, at) => at).filter((at) => Number.isFinite(values[at]));
  order.sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length).fill((order.length - 1) / 2);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++;
    for (let at = from; at < to; at++) ranks[order[at] as number] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

/** Pearson's; 0 when one of them is always the same. */
function correlation(a: Float64Array, b: Float64Array): number {
  const middle = (values: Float64Array) =>
    values.reduce((sum, each) => sum + each, 0) / values.length;
  const [meanA, meanB] = [middle(a), middle(b)];
  let [both, onlyA, onlyB] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    const [x, y] = [(a[at] as number) - meanA, (b[at] as number) - meanB];
    both += x * y;
    onlyA += x * x;
    onlyB += y * y;
  }
  return onlyA === 0 || onlyB === 0 ? 0 : both / Math.sqrt(onlyA * onlyB);
}

function codesOf(values: readonly (string | null)[]): Int32Array | undefined {
  const codes = new Map<string | null, number>();
  for (const value of values) {
    if (!codes.has(value)) codes.set(value, codes.size);
    if (codes.size > mostNames) return undefined;
  }
  return Int32Array.from(values, (value) => codes.get(value) ?? 0);
}

function cramersV(a: Int32Array, b: Int32Array): number {
  const [rows, columns] = [1 + Math.max(...a), 1 + Math.max(...b)];
  const n = a.length;
  const counts = new Float64Array(rows * columns);
  const [ofA, ofB] = [new Float64Array(rows), new Float64Array(columns)];
  for (let at = 0; at < n; at++) {
    const [i, j] = [a[at] as number, b[at] as number];
    counts[i * columns + j] = (counts[i * columns + j] as number) + 1;
    ofA[i] = (ofA[i] as number) + 1;
    ofB[j] = (ofB[j] as number) + 1;
  }
  let chiSquare = -n;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const count = counts[i * columns + j] as number;
      chiSquare += (n * count * count) / ((ofA[i] as number) * (ofB[j] as number));
    }
  }
  const phi = Math.max(0, chiSquare / n - ((rows - 1) * (columns - 1)) / (n - 1));
  const unbiased = (levels: number) => levels - (levels - 1) ** 2 / (n - 1);
  const least = Math.min(unbiased(rows), unbiased(columns)) - 1;
  return least <= 0 ? 0 : Math.sqrt(phi / least);
}
